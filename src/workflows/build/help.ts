import { fixesOf, type Seen } from '../../domain/build/acquaintance.ts';
import { ownersOf } from '../../domain/build/code-owners.ts';
import { graceMs } from '../../domain/build/moves.ts';
import type { Author, HelpWanted, Streak } from '../../domain/build/streak.ts';
import { personOnGitHub } from '../../domain/person.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/**
 * Who may know more: the owners of the failing path, and whoever fixed it before. A call for help does not wait for GitHub for long.
 * @throws Outage for a while
 */
export async function whoMayKnow(help: HelpWanted, streak: Streak, history: readonly Seen[], bench: Bench): Promise<HelpWanted> {
  if (streak.withheld.includes(help.channel))
    return { ...help, owners: [], refused: 'people of other companies read there, and the repository is private' };
  const fixers = [...new Set(fixesOf(history).map(({ by }) => by))].slice(0, 3);
  const asksSince = bench.clock.now().getTime() - Date.parse(help.at);
  const owners = await ownersOfPath(streak, bench).catch((problem: unknown) => {
    if (!(problem instanceof Outage) || asksSince < graceMs) throw problem;
    return [];
  });
  return { ...help, fixers, owners: owners.slice(0, 5).map((owner) => namedOwner(owner, bench)) };
}

async function ownersOfPath({ failure: { file }, system, repo }: Streak, { builds }: Bench): Promise<string[]> {
  const text = file === null || system !== 'github' ? undefined : await builds?.codeOwners(repo);
  return text === undefined || file === null ? [] : ownersOf(text, file);
}

/** `@lee` may be somebody we know; a team or an address is shown as it is written. */
function namedOwner(owner: string, { policy }: Pick<Bench, 'policy'>): Author {
  const login = /^@([\w-]+)$/.exec(owner)?.[1];
  const person = login === undefined ? undefined : personOnGitHub(policy.settings(), login);
  return { login: login ?? null, name: person?.name ?? owner };
}
