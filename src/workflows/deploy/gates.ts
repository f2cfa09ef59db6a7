import semver from 'semver';
import { type Deploy, type DeployIn, type Gate, goingPast, isEnded } from '../../domain/deploy.ts';
import { awaitApproval, clear, decisionMs, refuse } from '../../domain/endings.ts';
import { verifiedReleases } from '../../domain/history.ts';
import { environmentNamed, type Place, placeOf } from '../../domain/place.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { freezeGate } from './freeze.ts';
import { incidentGate } from './incident.ts';
import { deploysOf } from './lane.ts';
import { lockGate } from './lock.ts';
import { plannedCalls, plannedChange } from './plan.ts';
import { redBranchGate } from './red-branch.ts';

/** How often unfinished checks are looked at again. */
const checksAgainMs = 15_000;
const checksPatienceMs = 2 * 3_600_000;

/** Whether it may go on: every gate is asked, and all that say no are told together. */
export async function checkTheGates(deploy: DeployIn<'resolved'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const place = placeOf(bench.policy.settings(), deploy.service, deploy.environment);
  const gates = await askTheGates(deploy, place, bench);
  const asked = { ...deploy, gates };
  if (deploy.dryRun)
    return become({
      ...asked,
      status: 'planned',
      calls: plannedCalls(place, plannedChange(deploy, deploy.release)),
      endedAt: now.toISOString(),
    });
  const blocked = gates.filter(({ verdict }) => verdict === 'blocked');
  if (blocked.length > 0)
    return become(
      refuse(
        asked,
        blocked.map(({ code, say }) => ({ code: code ?? 'executor_error', say })),
        now,
      ),
    );
  const waiting = gates.find(({ verdict }) => verdict === 'waiting');
  if (waiting && now.getTime() - Date.parse(deploy.askedAt) > checksPatienceMs) {
    const say = `Checks did not finish within two hours: ${waiting.say}. Ask again when they have.`;
    return become(refuse(asked, [{ code: waiting.code ?? 'ci_pending', say }], now));
  }
  if (waiting) return lookAgainIn(asked, checksAgainMs);
  if (!deploy.confirmed)
    return become({ ...asked, status: 'awaitingConfirm', expiresAt: new Date(now.getTime() + decisionMs).toISOString() });
  return become(deploy.approvalsNeeded === 0 ? clear(asked) : awaitApproval(asked, await bench.rights.approversOf(deploy), now));
}

type Planned = DeployIn<'resolved'> | DeployIn<'starting'>;

/** All gates with what they say. A rollback is the safe direction: it passes freezes, order and checks. */
export async function askTheGates(deploy: Planned, place: Place, bench: Bench): Promise<Gate[]> {
  const alreadyThere: Gate[] =
    deploy.kind === 'deploy' && deploy.from.digest === deploy.release.digest
      ? [
          {
            name: 'change',
            verdict: 'blocked',
            code: 'already_live',
            say: `\`${deploy.release.version}\` is already what ${deploy.environment} runs${deploy.from.healthy ? '' : ', though not all of its pods are up'}.`,
          },
        ]
      : [];
  if (deploy.kind === 'rollback')
    return [
      { name: 'freeze, order, checks', verdict: 'skipped', say: 'putting a release back passes them' },
      ...(await approvalGate(deploy, bench)),
    ];
  const checks = await checksGate(deploy, place, bench);
  const gates = [
    ...alreadyThere,
    await freezeGate(place, bench),
    ...(await lockGate(deploy, bench)),
    ...(await incidentGate(deploy, bench)),
    ...(await orderGate(deploy, place, bench)),
    checks,
    // red checks of the release itself say it already
    ...(checks.verdict === 'passed' ? await redBranchGate(place.serviceSettings.repo, deploy.release.version, bench) : []),
    ...directionGate(deploy),
    ...(await approvalGate(deploy, bench)),
  ];
  return goingPast(gates, deploy.force);
}

async function orderGate(deploy: Planned, { environmentSettings: { after } }: Place, bench: Bench): Promise<Gate[]> {
  if (after === undefined) return [];
  const there = await deploysOf(bench, { service: deploy.service, environment: after });
  const verified = verifiedReleases(there.map(({ record }) => record).filter(isEnded)).some(
    ({ digest, withdrawnBy }) => digest === deploy.release.digest && withdrawnBy === null,
  );
  return [
    verified
      ? { name: 'order', verdict: 'passed', say: `verified in ${after}` }
      : {
          name: 'order',
          verdict: 'blocked',
          code: 'order_violation',
          say: `\`${deploy.release.version}\` was not verified in ${after} yet. Deploy it there first: \`/deploy ${deploy.service} ${deploy.release.version} to ${after}\`.`,
        },
  ];
}

/** The checks of the commit behind the version. Where GitHub is connected, what cannot be seen is not a pass. */
async function checksGate(deploy: Planned, { serviceSettings: { repo } }: Place, { code }: Bench): Promise<Gate> {
  const name = 'checks';
  if (!code || repo === undefined) return { name, verdict: 'skipped', say: 'GitHub is not connected for this service' };
  const commit = await code.commitOf(repo, deploy.release.version);
  if (!commit)
    return {
      name,
      verdict: 'blocked',
      code: 'ci_unavailable',
      say: `${repo} has no tag \`${deploy.release.version}\`, so its checks cannot be seen. Push the tag, then ask again.`,
    };
  const checks = await code.checksOf(repo, commit.sha);
  const at = `\`${commit.sha.slice(0, 7)}\``;
  switch (checks.verdict) {
    case 'passed':
      return { name, verdict: 'passed', say: `green at ${at}` };
    case 'pending':
      return { name, verdict: 'waiting', code: 'ci_pending', say: `still running at ${at}: ${checks.pending.slice(0, 3).join(', ')}` };
    case 'failed':
      return {
        name,
        verdict: 'blocked',
        code: 'ci_failed',
        say: `Checks are red at ${at}: ${checks.failing.slice(0, 3).join(', ')}. Get them green, or deploy another version.`,
      };
    case 'none':
      return {
        name,
        verdict: 'blocked',
        code: 'ci_unavailable',
        say: `No checks ran at ${at}, and no checks is not a pass. Run them, then ask again.`,
      };
  }
}

function directionGate(deploy: Planned): Gate[] {
  const [from, to] = [semver.parse(deploy.from.version, { loose: true }), semver.parse(deploy.release.version, { loose: true })];
  if (!from || !to || semver.gte(to, from)) return [];
  return [
    {
      name: 'direction',
      verdict: 'passed',
      code: 'downgrade',
      say: `older than what runs; \`/rollback ${deploy.service} in ${deploy.environment}\` puts a verified release back`,
    },
  ];
}

async function approvalGate(deploy: Planned, bench: Bench): Promise<Gate[]> {
  if (deploy.approvalsNeeded === 0) return [{ name: 'approval', verdict: 'passed', say: 'none needed' }];
  const names = (await bench.rights.approversOf(deploy)).map(({ name }) => name);
  const { rollbackApprovals } = environmentNamed(bench.policy.settings(), deploy.environment);
  const why =
    deploy.kind === 'rollback' && deploy.approvalsNeeded > rollbackApprovals
      ? `, because \`${deploy.release.version}\` was never verified in ${deploy.environment}`
      : '';
  return [
    {
      name: 'approval',
      verdict: 'passed',
      say: `${deploy.approvalsNeeded} needed${why}; ${names.length === 0 ? 'nobody but the asker may give it' : `${names.join(', ')} would be asked`}`,
    },
  ];
}
