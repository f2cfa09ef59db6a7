import { type IncidentFacts, type Severity, Severity as SeveritySchema, unnamed } from './incident.ts';

/** What stands between the words of a title: `sev2` and `svc:checkout`, wherever they were typed. */
export interface Declaration {
  title: string;
  severity: Severity | null;
  services: string[];
}

/** Takes the words that are no title out of one. */
export function readDeclaration(text: string): Declaration {
  const services: string[] = [];
  let severity: Severity | null = null;
  const words = text.split(/\s+/).filter((word) => {
    const said = severityIn(word);
    if (said !== undefined) severity = said;
    const [, service] = /^svc:(\S+)$/i.exec(word) ?? [];
    if (service !== undefined) services.push(...service.toLowerCase().split(',').filter(Boolean));
    return said === undefined && service === undefined;
  });
  return { title: words.join(' ').trim(), severity, services: [...new Set(services)] };
}

/** `sev2`, `SEV-2`, `2`: one to five. */
export function severityIn(word: string, bare = false): Severity | undefined {
  const [, number] = (bare ? /^(?:sev-?)?(\d)$/i : /^sev-?(\d)$/i).exec(word) ?? [];
  const parsed = SeveritySchema.safeParse(Number(number ?? ''));
  return number === undefined || !parsed.success ? undefined : parsed.data;
}

const longestChannelName = 80;

/**
 * `inc-20260102-api-errors-17`: small letters, digits and dashes, at most 80.
 * @param taken how many such names were taken already
 */
export function channelNameOf({ id, title, declaredAt }: { id: string; title: string; declaredAt: string }, taken = 0): string {
  const head = `inc-${declaredAt.slice(0, 10).replaceAll('-', '')}-`;
  const tail = `${id.replace(/^\D+/, '')}${taken === 0 ? '' : `-${taken + 1}`}`;
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, Math.min(40, longestChannelName - head.length - tail.length - 1))
    .replace(/^-+|-+$/g, '');
  return `${head}${words === '' ? '' : `${words}-`}${tail}`;
}

/** How alike two titles are: the share of their words that both have, 0 to 1. */
export function likeness(a: string, b: string): number {
  const [ours, theirs] = [significantWords(a), significantWords(b)];
  const all = new Set([...ours, ...theirs]).size;
  return all === 0 ? 0 : [...ours].filter((word) => theirs.has(word)).length / all;
}

const small = new Set('a an and are at by for from has have in is it its not of on or the to was we with'.split(' '));
const significantWords = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .map((word) => word.replace(/(?<=...)s$/, ''))
      .filter((word) => word !== '' && !small.has(word)),
  );

type Compared = Declared & Pick<IncidentFacts, 'id' | 'private' | 'drill'>;

/** The first of the others that may be the same. A private one is compared with nothing, an exercise is nobody's harm, and what has no name yet says nothing. */
export const theSameAmong = <Other extends Compared>(incident: Compared, others: readonly Other[]): Other | undefined =>
  incident.private || incident.drill || incident.title === unnamed
    ? undefined
    : others.find((other) => other.id !== incident.id && !other.private && !other.drill && mayBeTheSame(incident, other));

interface Declared {
  title: string;
  services: readonly string[];
  declaredAt: string;
}

/** Two people saw the same thing within five minutes: the titles are alike, or the service is the same and the titles have something in common. */
export function mayBeTheSame(one: Declared, other: Declared): boolean {
  const apartMs = Math.abs(Date.parse(one.declaredAt) - Date.parse(other.declaredAt));
  if (apartMs > 5 * 60_000) return false;
  const alike = likeness(one.title, other.title);
  const sharesService = one.services.some((service) => other.services.includes(service));
  const differ = !sharesService && one.services.length > 0 && other.services.length > 0;
  return sharesService ? alike >= 0.2 : !differ && alike >= 0.5;
}
