import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, wrongName, wrongValue } from '../complaint.ts';

/** A short name that is a service's as well would send its tickets elsewhere than its name says. */
export function checkAliases({ tickets, services }: Settings): Complaint[] {
  return Object.entries(tickets?.aliases ?? {}).flatMap(([alias, repo]) => {
    const own = Object.hasOwn(services, alias.toLowerCase()) ? services[alias.toLowerCase()]?.repo : undefined;
    return own === undefined || own.toLowerCase() === repo.toLowerCase()
      ? []
      : [wrongName(['tickets', 'aliases', alias], `tickets.aliases.${alias} means ${repo}, and the service ${alias} is in ${own}.`)];
  });
}

/** Whose turn it is should be somebody we know, or nobody would be told in Slack. */
export function strangersInTurn({ tickets, people }: Settings): Complaint[] {
  const logins = people.flatMap(({ github }) => github ?? []);
  return Object.entries(tickets?.roundRobin ?? {}).flatMap(([repo, turns]) =>
    turns.flatMap((login, index) =>
      logins.some((known) => known.toLowerCase() === login.toLowerCase())
        ? []
        : [
            wrongValue(
              ['tickets', 'roundRobin', repo, index],
              `tickets.roundRobin.${repo}: "${login}" is the GitHub login of nobody in people${orNearest(login, logins)}`,
            ),
          ],
    ),
  );
}
