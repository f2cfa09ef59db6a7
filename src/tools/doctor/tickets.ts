import { Outage } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import { knownRepos } from '../../domain/ticket/place.ts';
import type { Issues } from '../../ports.ts';
import { type Finding, ill, well } from './finding.ts';

/** Whether the repositories that tickets go to take issues. What the bot may do there is asked in permissions.ts. */
export async function examineTickets(issues: Pick<Issues, 'repository'> | undefined, settings: Settings): Promise<Finding[]> {
  // without a way in at all, the repositories of the services say so
  if (settings.tickets === undefined || issues === undefined) return [];
  return Promise.all(knownRepos(settings).map((repo) => examineRepository(issues, repo)));
}

async function examineRepository(issues: Pick<Issues, 'repository'>, repo: string): Promise<Finding> {
  const what = `Tickets in ${repo}`;
  const install = 'Install the GitHub App on it with issues: read and write, or correct its name in the settings.';
  try {
    const found = await issues.repository(repo);
    if (found.outcome === 'refused') return ill(what, `GitHub does not show it (${found.status}).`, install);
    const { archived, hasIssues } = found.repository;
    if (archived) return ill(what, 'it is archived.', 'Unarchive it, or name another repository in the settings.');
    if (!hasIssues) return ill(what, 'issues are switched off.', 'Switch them on in the settings of the repository, under Features.');
    return well(what, 'it takes issues.');
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    return ill(what, 'GitHub does not answer.', 'Try again.');
  }
}
