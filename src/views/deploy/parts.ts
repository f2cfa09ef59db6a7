import { withOptions } from '../../domain/command-line.ts';
import type { Deploy, Gate, Standing } from '../../domain/deploy.ts';
import type { PersonRef } from '../../domain/person.ts';
import { type Release, shortDigest } from '../../domain/version.ts';
import { type Block, type Button, bold, buttons, code, cut, fields, join, line, type Marked, mrkdwn, sentence } from '../kit.ts';
import { spokenDuration } from '../time.ts';

/** What may be known of a deploy, whichever state it is in. */
interface Known {
  id: string;
  release?: Release;
  from?: Standing;
  image?: string;
  planHash?: string;
  approvals?: { by: PersonRef }[];
  startedAt?: string;
  endedAt?: string;
  usualMs?: number | null;
}
export const known = (deploy: Deploy): Known => deploy;

/** From, to, and every gate: what is shown is what is hashed and done. */
export const plan = (deploy: Deploy, gates: readonly Gate[]): (Block | undefined)[] => [fields(facts(deploy)), verdicts(gates)];

/** Every gate, and what it says. */
export function verdicts(gates: readonly Gate[]): Block | undefined {
  const mark = { passed: '✓', blocked: '✗', waiting: '…', skipped: '–', forced: '!' } as const;
  const lines = gates.map(({ verdict, name, say }) => mrkdwn`${mark[verdict]} ${name}: ${sentence(say)}`);
  return lines.length === 0 ? undefined : line(join(lines, '\n'));
}

export function facts(deploy: Deploy): (readonly [string, Marked] | undefined)[] {
  const { from, release, approvals } = known(deploy);
  return [
    from && release
      ? (['From → to', mrkdwn`${code(from.version)} → ${code(release.version)}`] as const)
      : versionOf(deploy) === ''
        ? undefined
        : (['Version', code(versionOf(deploy))] as const),
    release ? (['Digest', code(shortDigest(release.digest))] as const) : undefined,
    ['By', mrkdwn`${deploy.askedBy.name}`] as const,
    approvals && approvals.length > 0
      ? (['Approved by', mrkdwn`${approvals.map(({ by }) => by.name).join(', ')}`] as const)
      : deploy.status === 'awaitingApproval'
        ? (['May approve', mrkdwn`${deploy.approvers.map(({ name }) => name).join(', ') || 'nobody'}`] as const)
        : undefined,
    deploy.force ? (['Goes past', mrkdwn`${deploy.force.join(', ')}`] as const) : undefined,
    deploy.reason ? (['Reason', mrkdwn`${cut(deploy.reason, 500)}`] as const) : undefined,
  ];
}

export const rowOf = (row: readonly Button[]): Block | undefined => (row.length === 0 ? undefined : buttons(...row));

/** The thing itself, for one line: `*checkout* v1.3.0 in *production*`. */
export function title(deploy: Deploy): Marked {
  const version = versionOf(deploy);
  const service = bold(deploy.service);
  const environment = bold(deploy.environment);
  if (deploy.kind === 'deploy') return mrkdwn`${service} ${code(version)} in ${environment}`;
  return version === '' ? mrkdwn`${service} back in ${environment}` : mrkdwn`${service} back to ${code(version)} in ${environment}`;
}

/** The version as far as it is known; empty while a rollback still looks for it. */
export const versionOf = (deploy: Deploy): string => known(deploy).release?.version ?? deploy.wanted ?? '';

/** How long it has taken, or took, and how long it usually takes. */
export function elapsed(deploy: Deploy, now: Date): Marked {
  const { startedAt, endedAt, usualMs } = known(deploy);
  if (startedAt === undefined) return mrkdwn``;
  const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  return mrkdwn`${spokenDuration(until - Date.parse(startedAt))}${usualMs == null ? '' : ` (usual ${spokenDuration(usualMs)})`}`;
}

/** A way out of a no: the same, with another version. */
export function insteadOf(
  asked: Pick<Deploy, 'kind' | 'service' | 'environment' | 'dryRun' | 'reason' | 'fixes'>,
  version: string,
): { label: string; does: string } {
  const { kind, service, environment, dryRun, reason, fixes } = asked;
  const again =
    kind === 'deploy' ? `deploy ${service} ${version} to ${environment}` : `rollback ${service} to ${version} in ${environment}`;
  const label = kind === 'deploy' ? `Deploy ${version}` : `Roll back to ${version}`;
  return { label: dryRun ? `Plan ${version}` : label, does: withOptions(dryRun ? `${again} --dry-run` : again, { fixes, reason }) };
}
