import { nearest } from '../names.ts';
import { Refusal } from '../problems.ts';
import { quoted } from '../quoted.ts';
import type { Settings } from '../settings.ts';

/** Where a ticket belongs, and which one is meant. */

const fullName = /^[\w.-]+\/[\w.-]+$/;

/** Every repository that the settings name, each once. */
export function knownRepos({ tickets, services, builds }: Settings): string[] {
  const named = [
    tickets?.defaultRepo,
    ...Object.values(tickets?.channels ?? {}),
    ...Object.values(tickets?.aliases ?? {}),
    ...Object.values(services).map(({ repo }) => repo),
    ...builds.map(({ repo }) => repo),
  ];
  return [...new Set(named.filter((repo) => repo !== undefined))];
}

/** The repository that a word means: a short name, a service, a repository without its owner, or `owner/name`. */
export function repoMeant(settings: Settings, word: string): string | undefined {
  const name = word.toLowerCase();
  const alias = Object.entries(settings.tickets?.aliases ?? {}).find(([short]) => short.toLowerCase() === name)?.[1];
  if (alias !== undefined) return alias;
  const service = Object.hasOwn(settings.services, name) ? settings.services[name]?.repo : undefined;
  if (service !== undefined) return service;
  const known = knownRepos(settings);
  const own = known.find((repo) => repo.toLowerCase() === name) ?? known.find((repo) => repo.split('/')[1]?.toLowerCase() === name);
  return own ?? (fullName.test(word) ? word : undefined);
}

/** @throws Refusal `bad_arguments` */
export function repoNamed(settings: Settings, word: string): string {
  const repo = repoMeant(settings, word);
  if (repo !== undefined) return repo;
  const shorts = [...Object.keys(settings.tickets?.aliases ?? {}), ...Object.keys(settings.services)];
  const meant = nearest(word, shorts)[0];
  throw new Refusal(
    'bad_arguments',
    `I know no repository ${quoted(word)}. ${
      meant === undefined
        ? `There are ${
            knownRepos(settings)
              .slice(0, 10)
              .map((one) => `\`${one}\``)
              .join(', ') || 'none in shipmate.yaml'
          }.`
        : `Did you mean \`${meant}\`?`
    }`,
  );
}

/** The service that a text names, when it names exactly one. */
export function serviceIn({ services }: Pick<Settings, 'services'>, text: string): string | undefined {
  const words = new Set(text.toLowerCase().split(/[^a-z0-9-]+/));
  const named = Object.keys(services).filter((service) => words.has(service));
  return named.length === 1 ? named[0] : undefined;
}

/** By the channel, then by the service it names, then the person's last, then the default. Undefined: they have to be asked. */
export function placeFor(
  settings: Settings,
  asked: { channel: string; service: string | undefined; last: string | undefined },
): string | undefined {
  const mapped = settings.tickets?.channels[asked.channel];
  const ofService = asked.service === undefined ? undefined : settings.services[asked.service]?.repo;
  const ofChannel = Object.values(settings.services).find(({ channel, repo }) => channel === asked.channel && repo !== undefined)?.repo;
  return mapped ?? ofService ?? ofChannel ?? asked.last ?? settings.tickets?.defaultRepo;
}

/** Which ticket somebody means. */
export type Meant = { by: 'last' } | { by: 'id'; id: string } | { by: 'number'; repo: string | undefined; number: number };

/** `123`, `#123`, `api#123`, `acme/api#123`, an address at GitHub, `T-9`, `last`. Undefined: it is none of these. */
export function readRef(settings: Settings, word: string): Meant | undefined {
  const text = word.replace(/^<([^>|]+).*>$/, '$1');
  if (/^last$/i.test(text)) return { by: 'last' };
  if (/^T-\d{1,12}$/i.test(text)) return { by: 'id', id: text.toUpperCase() };
  const [, address, atNumber] = /^https?:\/\/[^/\s]+\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d{1,9})\b/.exec(text) ?? [];
  if (address !== undefined) return { by: 'number', repo: address, number: Number(atNumber) };
  const [, number] = /^#?(\d{1,9})$/.exec(text) ?? [];
  if (number !== undefined) return { by: 'number', repo: undefined, number: Number(number) };
  const [, repo, ofRepo] = /^([\w./-]+)#(\d{1,9})$/.exec(text) ?? [];
  if (repo === undefined) return undefined;
  return { by: 'number', repo: repoNamed(settings, repo), number: Number(ofRepo) };
}
