/** What a reload changed in the file as it is written, one line each, for people. Empty: only comments or spaces did. */
export function differenceBetween(before: unknown, after: unknown): string[] {
  return compare('', before, after);
}

function compare(path: string, before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (before === undefined) return [`${path}: + ${say(after)}`];
  if (after === undefined) return [`${path}: - ${say(before)}`];
  const was = named(before) ?? before;
  const is = named(after) ?? after;
  if (isGroup(was) && isGroup(is)) return compareGroups(path, was, is);
  if (isList(before) && isList(after)) return compareLists(path, before, after);
  return [`${path}: ${say(before)} → ${say(after)}`];
}

function compareGroups(path: string, before: Group, after: Group): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => compare(path === '' ? name : `${path}.${name}`, before[name], after[name]));
}

function compareLists(path: string, before: readonly unknown[], after: readonly unknown[]): string[] {
  const was = before.map(say);
  const is = after.map(say);
  const lines = [
    ...is.filter((item) => !was.includes(item)).map((item) => `${path}: + ${item}`),
    ...was.filter((item) => !is.includes(item)).map((item) => `${path}: - ${item}`),
  ];
  return lines.length > 0 ? lines : [`${path}: ${was.join(', ')} → ${is.join(', ')}`];
}

/** A list of people, groups or repositories by who they are about, so that one more of them is one line. */
function named(value: unknown): Group | undefined {
  if (!isList(value)) return undefined;
  const entries = value.flatMap((item) => {
    const name = isGroup(item) ? (item.name ?? item.slackGroup ?? item.githubTeam ?? item.repo) : undefined;
    return typeof name === 'string' ? [[name, item] as const] : [];
  });
  const group = Object.fromEntries(entries);
  return Object.keys(group).length === value.length ? group : undefined;
}

type Group = Readonly<Record<string, unknown>>;
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null && !Array.isArray(value);

const say = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
