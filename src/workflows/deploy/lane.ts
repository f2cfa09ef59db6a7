import { type Deploy, type DeployIn, deploys, isEnded, isOnTheLane } from '../../domain/deploy.ts';
import { expire, refuse, supersede } from '../../domain/endings.ts';
import { laneOf } from '../../domain/names.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import { type Also, type Bench, become, changeAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';

/** How many may wait for one lane, and for how long. */
const longestQueue = 10;
const longestWaitMs = 2 * 3_600_000;
/** Turns are announced by a wake; this is for the case that it got lost. */
const lookAgainMs = 15_000;

type Waiting = DeployIn<'cleared' | 'queued'>;

/** The newest deploys of a lane, whatever their state: enough to know what was verified, usual, and waiting. */
export async function deploysOf(
  { store }: Pick<Bench, 'store'>,
  { service, environment }: Pick<Deploy, 'service' | 'environment'>,
): Promise<Loaded<Deploy>[]> {
  return (await store.records({ kind: deploys.kind, lane: laneOf(service, environment), limit: 200 })).map((stored) =>
    read(deploys, stored),
  );
}

/** One's own later request for the same lane makes the older ones that only wait needless: they end in the same save. */
export const supersedeOlder = (all: readonly Loaded<Deploy>[], deploy: Deploy, now: Date): Also[] =>
  all
    .filter(({ record }) => isOwnOlder(record, deploy))
    .map((loaded) => changeAlso(deploys, loaded, supersede(loaded.record, deploy.id, now)));

const isOwnOlder = (other: Deploy, deploy: Deploy): boolean =>
  other.id !== deploy.id &&
  other.askedBy.id === deploy.askedBy.id &&
  other.kind === deploy.kind &&
  !other.dryRun &&
  !isEnded(other) &&
  !isOnTheLane(other) &&
  askedBefore(other, deploy);

export async function goToTheLane(deploy: DeployIn<'cleared'>, bench: Bench): Promise<Next<Deploy>> {
  return takeOrQueue(deploy, bench);
}

export async function waitForTheLane(deploy: DeployIn<'queued'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  if (now.getTime() - Date.parse(deploy.queuedAt) > longestWaitMs)
    return become(expire(deploy, 'expired', 'it waited for two hours and its turn did not come. Ask again.', now));
  return takeOrQueue(deploy, bench);
}

/** Takes the lane when it is free and nobody is before us; else takes, or keeps, a place in the queue. */
async function takeOrQueue(deploy: Waiting, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const all = await deploysOf(bench, deploy);
  const needless = supersedeOlder(all, deploy, now);
  const holder = all.find(({ record }) => isOnTheLane(record));
  const ahead = all
    .map(({ record }) => record)
    .filter((other) => (other.status === 'queued' || other.status === 'cleared') && isBefore(other, deploy))
    .filter((other) => !needless.some(({ id }) => id === other.id));
  const first = holder?.record ?? ahead.toSorted((a, b) => (isBefore(a, b) ? -1 : 1))[0];
  if (first) {
    const also = [...needless, ...(deploy.kind === 'rollback' && holder ? stop(holder, deploy) : [])];
    return { ...queue(deploy, first, ahead.length, now), also };
  }
  const taken = { ...placeLess(deploy), status: 'starting' as const, startedAt: now.toISOString(), stop: null };
  return {
    record: deploy,
    also: needless,
    takeLane: {
      withFence: (fence) => ({ ...taken, fence, usualMs: usualOf(all.map(({ record }) => record)) }),
      otherwise: (by) => queue(deploy, all.find(({ record }) => record.id === by)?.record, ahead.length, now),
    },
  };
}

function queue(deploy: Waiting, holder: Deploy | undefined, ahead: number, now: Date): Next<Deploy> {
  if (deploy.status === 'cleared' && ahead >= longestQueue) {
    const say = `${ahead} deploys already wait for ${deploy.service} in ${deploy.environment}. Ask again when the queue is shorter.`;
    return become(refuse(deploy, [{ code: 'queue_full', say }], now));
  }
  const queuedAt = deploy.status === 'queued' ? deploy.queuedAt : now.toISOString();
  const behind = holder && 'release' in holder && holder.release ? holder : undefined;
  return lookAgainIn<Deploy>(
    {
      ...deploy,
      status: 'queued',
      queuedAt,
      position: ahead + 1,
      behind: behind?.release ? { id: behind.id, version: behind.release.version, by: behind.askedBy.name } : null,
    },
    lookAgainMs,
  );
}

/** A rollback does not wait for what it is there to undo: the running deploy is asked to stop at its next safe point. */
function stop(holder: Loaded<Deploy>, rollback: Deploy): Also[] {
  const { record } = holder;
  if (!isOnTheLane(record) || record.stop !== null || record.kind === 'rollback' || record.status === 'rollingBack') return [];
  return [changeAlso(deploys, holder, { ...record, stop: { by: rollback.askedBy, because: `${rollback.id} rolls back` } })];
}

/** Rollbacks first, then whoever asked first. */
const isBefore = (other: Deploy, deploy: Deploy): boolean =>
  other.id !== deploy.id && (other.kind === deploy.kind ? askedBefore(other, deploy) : other.kind === 'rollback');

const askedBefore = (other: Deploy, deploy: Deploy): boolean =>
  other.askedAt === deploy.askedAt ? numberOf(other) < numberOf(deploy) : other.askedAt < deploy.askedAt;
const numberOf = ({ id }: Deploy): number => Number(id.replace(/^\D+/, ''));

function placeLess(deploy: Waiting): DeployIn<'cleared'> {
  if (deploy.status === 'cleared') return deploy;
  const { queuedAt: _queuedAt, position: _position, behind: _behind, ...planned } = deploy;
  return { ...planned, status: 'cleared' };
}

/** The median of what the last deploys of the lane took until they were live, in milliseconds. */
function usualOf(all: readonly Deploy[]): number | null {
  const took = all
    .flatMap((deploy) =>
      deploy.status === 'live' && deploy.startedAt !== undefined ? [Date.parse(deploy.endedAt) - Date.parse(deploy.startedAt)] : [],
    )
    .slice(0, 10);
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? null;
}
