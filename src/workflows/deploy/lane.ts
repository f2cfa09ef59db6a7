import { type Deploy, type DeployIn, deploys, onTheLane } from '../../domain/deploy.ts';
import { expire, refuse, supersede } from '../../domain/endings.ts';
import { laneOf } from '../../domain/names.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';

/** How many may wait for one lane, and for how long. */
const longestQueue = 10;
const longestWaitMs = 2 * 3_600_000;
/** Turns are announced by a wake; this is for the case that it got lost. */
const lookAgainMs = 15_000;

/** The newest deploys of a lane, whatever their state: enough to know what was verified, usual, and waiting. */
export async function deploysOf(
  { store }: Pick<Bench, 'store'>,
  { service, environment }: Pick<Deploy, 'service' | 'environment'>,
): Promise<Loaded<Deploy>[]> {
  return (await store.records({ kind: deploys.kind, lane: laneOf(service, environment), limit: 200 })).map((stored) =>
    read(deploys, stored),
  );
}

/** One's own later request for the same lane makes an older one that only waits needless. */
export async function newerRequest(bench: Bench, deploy: Deploy): Promise<string | undefined> {
  const others = (await deploysOf(bench, deploy)).map(({ record }) => record);
  const newer = others.find(
    (other) =>
      other.id !== deploy.id &&
      other.askedBy.id === deploy.askedBy.id &&
      other.kind === deploy.kind &&
      !other.dryRun &&
      other.askedAt > deploy.askedAt &&
      ['awaitingConfirm', 'awaitingApproval', 'cleared', 'queued', ...onTheLane].includes(other.status),
  );
  return newer?.id;
}

export async function goToTheLane(deploy: DeployIn<'cleared'>, bench: Bench): Promise<Next<Deploy>> {
  return takeOrQueue(deploy, bench);
}

export async function waitForTheLane(deploy: DeployIn<'queued'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const newer = await newerRequest(bench, deploy);
  if (newer) return become(supersede(deploy, newer, now));
  if (now.getTime() - Date.parse(deploy.queuedAt) > longestWaitMs)
    return become(expire(deploy, 'expired', 'it waited for two hours and its turn did not come. Ask again.', now));
  return takeOrQueue(deploy, bench);
}

/** Takes the lane when it is free and nobody is before us; else takes, or keeps, a place in the queue. */
async function takeOrQueue(deploy: DeployIn<'cleared' | 'queued'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const all = await deploysOf(bench, deploy);
  const holder = all.find(({ record }) => (onTheLane as readonly string[]).includes(record.status));
  const ahead = all
    .map(({ record }) => record)
    .filter((other) => other.id !== deploy.id && (other.status === 'queued' || other.status === 'cleared') && isBefore(other, deploy));
  if (holder || ahead.length > 0) return queue(deploy, holder?.record.id ?? ahead[0]?.id ?? null, ahead.length, holder, now);
  return {
    record: deploy,
    takeLane: {
      withFence: (fence) => {
        const { status: _, ...planned } = deploy.status === 'queued' ? withoutQueue(deploy) : deploy;
        return {
          ...planned,
          status: 'starting',
          fence,
          startedAt: now.toISOString(),
          stop: null,
          usualMs: usualOf(all.map(({ record }) => record)),
        };
      },
      otherwise: (by) => queue(deploy, by, ahead.length, undefined, now),
    },
  };
}

function queue(
  deploy: DeployIn<'cleared' | 'queued'>,
  behind: string | null,
  ahead: number,
  holder: Loaded<Deploy> | undefined,
  now: Date,
): Next<Deploy> {
  if (deploy.status === 'cleared' && ahead >= longestQueue) {
    return become(
      refuse(
        deploy,
        [
          {
            code: 'queue_full',
            say: `${ahead} deploys already wait for ${deploy.service} in ${deploy.environment}. Ask again when the queue is shorter.`,
          },
        ],
        now,
      ),
    );
  }
  const queuedAt = deploy.status === 'queued' ? deploy.queuedAt : now.toISOString();
  const next = lookAgainIn<Deploy>({ ...deploy, status: 'queued', queuedAt, position: ahead + 1, behind }, lookAgainMs);
  return deploy.kind === 'rollback' && holder ? { ...next, also: abort(deploy, holder) } : next;
}

/** A rollback does not wait for what it is there to undo: the running deploy is asked to stop at its next safe point. */
function abort(rollback: Deploy, { record, version }: Loaded<Deploy>): NonNullable<Next<Deploy>['also']> {
  if (!('stop' in record) || record.stop !== null || record.kind === 'rollback' || record.status === 'rollingBack') return [];
  return [{ loaded: { record, version }, next: { ...record, stop: { by: rollback.askedBy, because: `${rollback.id} rolls back` } } }];
}

/** Rollbacks first, then whoever asked first. */
function isBefore(other: Deploy, deploy: Deploy): boolean {
  if (other.kind !== deploy.kind) return other.kind === 'rollback';
  return other.askedAt === deploy.askedAt ? other.id < deploy.id : other.askedAt < deploy.askedAt;
}

const withoutQueue = ({ queuedAt: _queuedAt, position: _position, behind: _behind, ...deploy }: DeployIn<'queued'>) => deploy;

/** The median of what the last deploys of the lane took until they were live, in milliseconds. */
function usualOf(all: readonly Deploy[]): number | null {
  const took = all
    .flatMap((deploy) =>
      deploy.status === 'live' && deploy.startedAt !== undefined ? [Date.parse(deploy.endedAt) - Date.parse(deploy.startedAt)] : [],
    )
    .slice(0, 10);
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? null;
}
