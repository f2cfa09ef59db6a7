import { Outage } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import { knownRepos } from '../../domain/ticket/place.ts';
import { type Finding, ill, well } from './finding.ts';

/** A permission of a GitHub App, by GitHub's name. */
interface Need {
  permission: string;
  level: 'read' | 'write';
  reason: string;
}

const forServices: readonly Need[] = [
  { permission: 'contents', level: 'read', reason: 'versions and authors' },
  { permission: 'checks', level: 'read', reason: 'gates' },
  { permission: 'statuses', level: 'read', reason: 'gates' },
];
const forBuilds: readonly Need[] = [
  { permission: 'actions', level: 'write', reason: 'logs and re-runs' },
  { permission: 'checks', level: 'read', reason: 'builds' },
  { permission: 'statuses', level: 'read', reason: 'builds' },
  { permission: 'contents', level: 'read', reason: 'authors and owners' },
  { permission: 'pull_requests', level: 'read', reason: 'whose build it is' },
];
const forTickets: readonly Need[] = [
  { permission: 'metadata', level: 'read', reason: 'finding the repository, and search' },
  { permission: 'issues', level: 'write', reason: 'tickets' },
  { permission: 'contents', level: 'read', reason: 'issue forms' },
  { permission: 'pull_requests', level: 'read', reason: 'what fixes a ticket' },
];

/** What a GitHub App was granted in a repository; undefined: we have a token, of which GitHub does not tell. */
export type AskGranted = (repo: string) => Promise<Record<string, string> | undefined>;

/** Whether the GitHub App was granted in each repository what is done there. */
export async function examinePermissions(granted: AskGranted | undefined, settings: Settings): Promise<Finding[]> {
  if (granted === undefined) return [];
  return (await Promise.all([...needsOf(settings)].map(([repo, needs]) => examineRepository(granted, repo, needs)))).flat();
}

function needsOf({ services, builds, tickets, ...rest }: Settings): Map<string, Need[]> {
  const needs = new Map<string, Need[]>();
  const need = (repo: string | undefined, these: readonly Need[]) => repo && needs.set(repo, [...(needs.get(repo) ?? []), ...these]);
  for (const { repo } of Object.values(services)) need(repo, forServices);
  for (const { repo } of builds) need(repo, forBuilds);
  if (tickets !== undefined) for (const repo of knownRepos({ services, builds, tickets, ...rest })) need(repo, forTickets);
  return needs;
}

async function examineRepository(granted: AskGranted, repo: string, needs: readonly Need[]): Promise<Finding[]> {
  const what = `GitHub App on ${repo}`;
  try {
    const permissions = await granted(repo);
    if (permissions === undefined) return [];
    const missing = needs.filter(({ permission, level }) => !isEnough(permissions[permission], level));
    if (missing.length === 0) return [well(what, 'it has the permissions it needs.')];
    const cure =
      "Grant them under Permissions in the GitHub App's settings; an owner of the account then accepts them for its installation.";
    return [ill(what, `it lacks ${said(missing)}.`, cure)];
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
