import { holdsVerb } from '../../domain/permission.ts';
import { Outage } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import { knownRepos } from '../../domain/ticket/place.ts';
import { type Finding, ill, well } from './finding.ts';

/** A permission of a GitHub App, by GitHub's name. */
interface Need {
  permission: string;
  level: 'read' | 'write';
  reason: string;
  /** Nobody needs it where no role grants this. */
  verb?: string;
}

const forServices: readonly Need[] = [
  { permission: 'contents', level: 'read', reason: 'versions and authors' },
  { permission: 'checks', level: 'read', reason: 'gates' },
  { permission: 'statuses', level: 'read', reason: 'gates' },
];
const forTeams: readonly Need[] = [{ permission: 'members', level: 'read', reason: 'roles of teams' }];
const forBuilds: readonly Need[] = [
  { permission: 'actions', level: 'read', reason: 'logs' },
  { permission: 'actions', level: 'write', reason: 're-runs', verb: 'build.rerun' },
  { permission: 'checks', level: 'read', reason: 'builds' },
  { permission: 'statuses', level: 'read', reason: 'builds' },
  { permission: 'contents', level: 'read', reason: 'authors and owners' },
  { permission: 'contents', level: 'write', reason: 'reverts', verb: 'build.revert' },
  { permission: 'pull_requests', level: 'read', reason: 'whose build it is' },
  { permission: 'pull_requests', level: 'write', reason: 'reverts', verb: 'build.revert' },
];
const forTickets: readonly Need[] = [
  { permission: 'metadata', level: 'read', reason: 'finding the repository, and search' },
  { permission: 'issues', level: 'write', reason: 'tickets' },
  { permission: 'contents', level: 'read', reason: 'issue forms' },
  { permission: 'pull_requests', level: 'read', reason: 'what fixes a ticket' },
];
const eventsOfBuilds = ['workflow_run', 'workflow_job', 'check_suite', 'check_run', 'status', 'push', 'pull_request'];
const eventsOfTickets = ['issues', 'issue_comment'];

/** A GitHub App as it is installed on a repository; undefined: we have a token, of which GitHub does not tell. */
export type AskInstallation = (
  repo: string,
) => Promise<{ permissions: Record<string, string | undefined>; events: readonly string[]; suspended: boolean } | undefined>;

/** Whether the GitHub App was granted in each repository what is done there, and is told of what happens there. */
export async function examinePermissions(installed: AskInstallation | undefined, settings: Settings): Promise<Finding[]> {
  if (installed === undefined) return [];
  return (await Promise.all([...wantedIn(settings)].map(([repo, wanted]) => examineRepository(installed, repo, wanted)))).flat();
}

interface Wanted {
  needs: readonly Need[];
  events: readonly string[];
}

function wantedIn(settings: Settings): Map<string, Wanted> {
  const { services, builds, tickets, roles, groups } = settings;
  const wanted = new Map<string, Wanted>();
  const want = (repo: string | undefined, needs: readonly Need[], events: readonly string[]) => {
    const before = repo && wanted.get(repo);
    if (repo)
      wanted.set(repo, { needs: [...(before ? before.needs : []), ...needs], events: [...(before ? before.events : []), ...events] });
  };
  const forWhoMay = forBuilds.filter(({ verb }) => verb === undefined || holdsVerb(roles, Object.keys(roles), verb));
  const withTeams = groups.flatMap((group) => ('githubTeam' in group ? [ownerOf(group.githubTeam)] : []));
  for (const { repo } of Object.values(services)) {
    want(repo, forServices, []);
    if (repo !== undefined && withTeams.includes(ownerOf(repo))) want(repo, forTeams, []);
  }
  for (const { repo } of builds) want(repo, forWhoMay, eventsOfBuilds);
  if (tickets !== undefined) for (const repo of knownRepos(settings)) want(repo, forTickets, eventsOfTickets);
  return wanted;
}

const ownerOf = (name: string): string => name.split('/', 1)[0]?.toLowerCase() ?? '';

async function examineRepository(installed: AskInstallation, repo: string, { needs, events }: Wanted): Promise<Finding[]> {
  const what = `GitHub App on ${repo}`;
  try {
    const found = await installed(repo);
    if (found === undefined) return [];
    if (found.suspended)
      return [ill(what, 'it is suspended.', 'Let an owner of the account unsuspend it under its installed GitHub Apps.')];
    const missing = needs.filter(({ permission, level }) => !isEnough(found.permissions[permission], level));
    const unheard = [...new Set(events)].filter((event) => !found.events.includes(event));
    if (missing.length === 0 && unheard.length === 0) return [well(what, 'it has the permissions it needs, and is told what happens.')];
    return [
      ...(missing.length === 0
        ? []
        : [
            ill(
              what,
              `it lacks ${said(missing)}.`,
              "Grant them under Permissions in the GitHub App's settings; an owner of the account then accepts them for its installation.",
            ),
          ]),
      ...(unheard.length === 0
        ? []
        : [ill(what, `no webhook tells it of ${unheard.join(', ')}.`, "Subscribe to these events in the GitHub App's settings.")]),
    ];
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    return [ill(what, 'GitHub does not say what it may do there.', 'Install the GitHub App on it, or correct its name in the settings.')];
  }
}

const isEnough = (granted: string | undefined, level: Need['level']): boolean =>
  granted === 'admin' || granted === 'write' || (granted === 'read' && level === 'read');

/** Each permission once, with all it is for. */
function said(missing: readonly Need[]): string {
  const names = [...new Set(missing.map(({ permission }) => permission))];
  return names
    .map((name) => {
      const same = missing.filter(({ permission }) => permission === name);
      const level = same.some((one) => one.level === 'write') ? 'write' : 'read';
      return `${name}: ${level} (${[...new Set(same.map(({ reason }) => reason))].join(', ')})`;
    })
    .join(', ');
}
