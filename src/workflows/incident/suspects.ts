import { streaks } from '../../domain/build/streak.ts';
import { type Deploy, deploys } from '../../domain/deploy.ts';
import { type Inquiry, type InquiryIn, inquiries } from '../../domain/incident/inquiry.ts';
import { type Change, distancesFrom, rank, type Suspect } from '../../domain/incident/suspects.ts';
import { Outage } from '../../domain/problems.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import { inquiryMessages } from '../../views/incident/inquiry.ts';

/** As many as are read, and as many as GitHub is asked about. */
const mostShown = 10;
const mostCompared = 6;

/** Looks once, and tells. What GitHub cannot say just now is left out, and that is said. */
export const inquiryWorkflow = defineWorkflow<Inquiry, 'told'>({
  of: inquiries,
  steps: { asked: lookAround },
  show: inquiryMessages,
  onProblem: (inquiry, problem, { failures }) =>
    problem instanceof Outage && failures < 20
      ? undefined
      : { ...inquiry, status: 'told', suspects: [], more: 0, trouble: 'What changed could not be looked up.' },
  reason: () => 'ok',
});

async function lookAround(inquiry: InquiryIn<'asked'>, bench: Bench): Promise<Next<Inquiry>> {
  const { suspects, trouble } = await search(inquiry, bench);
  return become({
    ...inquiry,
    status: 'told',
    suspects: suspects.slice(0, mostShown),
    more: Math.max(0, suspects.length - mostShown),
    trouble: trouble ? 'GitHub does not answer, so sizes and diffs are missing.' : null,
  });
}

/** The same for a review: what was there to be seen. */
export async function suspectsOf(
  incident: { services: string[]; startedAt: string; declaredAt: string },
  bench: Bench,
): Promise<Suspect[]> {
  const since = new Date(Date.parse(incident.startedAt) - 6 * 3_600_000).toISOString();
  const { suspects } = await search({ ...incident, since }, bench);
  return suspects.filter(({ at }) => at <= incident.declaredAt);
}

interface Scene {
  services: readonly string[];
  startedAt: string;
  since: string;
}

async function search(scene: Scene, bench: Bench): Promise<{ suspects: Suspect[]; trouble: boolean }> {
  const dependencies = bench.policy.settings().services;
  const related = scene.services.length === 0 ? undefined : distancesFrom(scene.services, dependencies);
  const found = [...(await deploysSince(scene, bench)), ...(await redBuilds(bench)), ...(await settingsChanges(scene, bench))];
  const changes = found.filter(({ change: { service } }) => service === undefined || related === undefined || related.has(service));
  const first = rank(
    changes.map(({ change }) => change),
    { ...scene, dependencies },
  );
  // only what leads the list is worth a question to GitHub; with the sizes known it is ranked again
  const leading = new Set(first.slice(0, mostCompared).map(({ id }) => id));
  let trouble = false;
  const sized: Change[] = [];
  for (const { change, deploy } of changes) {
    const compared = deploy && leading.has(change.id) ? await compare(deploy, bench) : {};
    if (compared === 'away') trouble = true;
    sized.push({ ...change, ...(compared === 'away' ? {} : compared) });
  }
  return { suspects: rank(sized, { ...scene, dependencies }), trouble };
}

interface Found {
  change: Change;
  deploy?: Deploy;
}

/** More than this many are not looked through. */
const mostDeploys = 300;

async function deploysSince({ since }: Scene, { store }: Bench): Promise<Found[]> {
  const stored = await store.records({ kind: deploys.kind, limit: mostDeploys });
  return stored
    .map((one) => read(deploys, one).record)
    .flatMap((deploy) => {
      const startedAt = 'startedAt' in deploy ? deploy.startedAt : undefined;
      if (deploy.dryRun || startedAt === undefined || startedAt < since) return [];
      return [{ deploy, change: changeBy(deploy, startedAt) }];
    });
}

function changeBy(deploy: Deploy, at: string): Change {
  const { id, kind, service, environment, askedBy } = deploy;
  const to = 'release' in deploy ? deploy.release?.version : undefined;
  const from = 'from' in deploy ? deploy.from?.version : undefined;
  const standing = standingOf(deploy);
  return {
    id,
    kind,
    service,
    environment,
    at,
    what: `${from === undefined ? '' : `${from} → `}${to ?? 'another version'} in ${environment}`,
    by: askedBy.name,
    standing,
    forced: 'gates' in deploy ? (deploy.gates ?? []).flatMap(({ name, verdict }) => (verdict === 'forced' ? [name] : [])) : [],
    ...(kind === 'deploy' && standing !== 'takenBack' && { rollsBack: id }),
  };
}

function standingOf(deploy: Deploy): Change['standing'] {
  switch (deploy.status) {
    case 'live':
      return deploy.undoneBy === undefined ? 'inForce' : 'takenBack';
    case 'rolledBack':
    case 'rollingBack':
      return 'takenBack';
    case 'stuck':
    case 'cancelled':
      return 'failed';
    default:
      return 'inForce';
  }
}

/** What the deploy brought: how many commits, and where they can be read. `away`: GitHub does not answer. */
async function compare(deploy: Deploy, { code, policy }: Bench): Promise<Pick<Change, 'commits' | 'diffUrl'> | 'away'> {
  const repo = policy.settings().services[deploy.service]?.repo;
  const from = 'from' in deploy ? deploy.from?.version : undefined;
  const to = 'release' in deploy ? deploy.release?.version : undefined;
  if (!code || repo === undefined || from === undefined || to === undefined) return {};
  try {
    const [before, after] = await Promise.all([code.commitOf(repo, from), code.commitOf(repo, to)]);
    if (!before || !after) return {};
    // what goes back is the same commits, read the other way
    const [older, newer] = deploy.kind === 'rollback' ? [after, before] : [before, after];
    const { total, url } = await code.changesBetween(repo, older.sha, newer.sha);
    return { commits: total, diffUrl: url };
  } catch (problem) {
    if (problem instanceof Outage) return 'away';
    throw problem;
  }
}

async function redBuilds({ store }: Bench): Promise<Found[]> {
  const stored = await store.records({ kind: streaks.kind, ended: false, limit: 200 });
  return stored
    .map((one) => read(streaks, one).record)
    .filter(({ status, branchKind }) => (status === 'red' || status === 'claimed') && branchKind === 'default')
    .flatMap(({ id, services, since, workflow, branch, repo, failure, newest }) =>
      services.map((service) => ({
        change: {
          id,
          kind: 'build' as const,
          service,
          at: since.at,
          what: `${workflow} is red on ${branch} of ${repo}: ${failure.say}`,
          standing: 'failed' as const,
          forced: [],
          diffUrl: newest.url,
        },
      })),
    );
}

const mostLines = 1_000;

/** What somebody wrote into the settings, as the ledger has it. */
async function settingsChanges({ since }: Scene, { store }: Bench): Promise<Found[]> {
  const lines = await store.ledger({ since: new Date(since), limit: mostLines });
  return lines
    .filter(({ verb, decision }) => verb === 'config' && decision === 'changed')
    .flatMap(({ seq, at, args }) => {
      const told = linesIn(args).filter((one) => !one.startsWith('loaded from'));
      if (told.length === 0) return [];
      const what = `${told.slice(0, 3).join('; ')}${told.length > 3 ? ` and ${told.length - 3} more` : ''}`;
      return [{ change: { id: `ledger ${seq}`, kind: 'settings' as const, at, what, standing: 'inForce' as const, forced: [] } }];
    });
}

const linesIn = (args: unknown): string[] =>
  args !== null && typeof args === 'object' && 'lines' in args && Array.isArray(args.lines) ? args.lines.map(String) : [];
