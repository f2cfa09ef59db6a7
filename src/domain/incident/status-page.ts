import { z } from 'zod';

/** What people outside may read: a page of its own on another system, kept as JSON and shown as HTML. */
const When = z.iso.datetime();

export const publicStates = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export const PublicState = z.enum(publicStates);
export type PublicState = z.infer<typeof PublicState>;

/** How a part of what people use is doing, the best first; in the words of the status pages that people know. */
export const conditions = ['operational', 'degraded', 'partialOutage', 'majorOutage'] as const;
export const Condition = z.enum(conditions);
export type Condition = z.infer<typeof Condition>;

/** One thing that was said. `id` is what it is found again by, after a crash. */
export const PublicUpdate = z.object({
  id: z.string(),
  at: When,
  state: PublicState,
  condition: Condition,
  /** Components in another condition than the rest. */
  exceptions: z.record(z.string(), Condition).optional(),
  text: z.string(),
});
export type PublicUpdate = z.infer<typeof PublicUpdate>;

/** What happened, as the outside knows it: its own title, and no word of ours. */
export const PublicIncident = z.object({
  id: z.string(),
  title: z.string(),
  components: z.array(z.string()),
  state: PublicState,
  startedAt: When,
  resolvedAt: When.nullable(),
  /** Newest first. */
  updates: z.array(PublicUpdate),
});
export type PublicIncident = z.infer<typeof PublicIncident>;

export const StatusPage = z.object({
  version: z.literal(1),
  updatedAt: When,
  components: z.array(z.object({ name: z.string(), condition: Condition })),
  /** Newest first. */
  incidents: z.array(PublicIncident),
});
export type StatusPage = z.infer<typeof StatusPage>;

export interface Publication {
  incidentId: string;
  title: string;
  components: readonly string[];
  startedAt: string;
  update: PublicUpdate;
}

/**
 * The page with one more update; with the same one it stays as it is.
 * @param known what people outside know by name, whether anything is the matter with it or not
 */
export function withUpdate(
  page: StatusPage | undefined,
  { incidentId, title, components, startedAt, update }: Publication,
  known: readonly string[],
): StatusPage {
  const all = page?.incidents ?? [];
  if (isOnPage(page, update.id) && page !== undefined) return page;
  const before = all.find(({ id }) => id === incidentId);
  const updates = [update, ...(before?.updates ?? [])].sort((a, b) => b.at.localeCompare(a.at));
  const state = updates[0]?.state ?? update.state;
  const incident: PublicIncident = {
    id: incidentId,
    title,
    components: [...components],
    state,
    startedAt: before?.startedAt ?? startedAt,
    resolvedAt: state === 'resolved' ? (updates[0]?.at ?? null) : null,
    updates,
  };
  const incidents = [incident, ...all.filter(({ id }) => id !== incidentId)].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  return { version: 1, updatedAt: update.at, components: standing(incidents, known), incidents };
}

/** Each part is as ill as the worst of what is open on it. */
function standing(incidents: readonly PublicIncident[], known: readonly string[]): StatusPage['components'] {
  const open = incidents.filter(({ state }) => state !== 'resolved');
  const names = [...new Set([...known, ...open.flatMap(({ components }) => components)])];
  return names.map((name) => {
    const said = open.flatMap(({ components, updates: [newest] }) =>
      components.includes(name) ? [newest?.exceptions?.[name] ?? newest?.condition ?? 'degraded'] : [],
    );
    return { name, condition: conditions.findLast((condition) => said.includes(condition)) ?? 'operational' };
  });
}

export const isOnPage = (page: StatusPage | undefined, updateId: string): boolean =>
  page?.incidents.some(({ updates }) => updates.some(({ id }) => id === updateId)) ?? false;

/** A page that nobody else wrote is read strictly: anything else is left alone, and said. */
export function readPage(text: string): StatusPage | undefined {
  try {
    const parsed = StatusPage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export const writePage = (page: StatusPage): string => `${JSON.stringify(page, null, 2)}\n`;

const stateWords: Readonly<Record<PublicState, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};
export const stateWord = (state: PublicState): string => stateWords[state];

const conditionWords: Readonly<Record<Condition, string>> = {
  operational: 'Operational',
  degraded: 'Degraded performance',
  partialOutage: 'Partial outage',
  majorOutage: 'Major outage',
};
export const conditionWord = (condition: Condition): string => conditionWords[condition];

/** What the page says at its top. */
export function overall({ incidents }: StatusPage): string {
  const open = incidents.filter(({ state }) => state !== 'resolved');
  if (open.length === 0) return 'All systems operational';
  const components = [...new Set(open.flatMap((incident) => incident.components))];
  return components.length === 0 ? 'There is a problem' : `There is a problem with ${listed(components)}`;
}

/** `a, b and c` */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
