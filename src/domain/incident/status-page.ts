import { z } from 'zod';

/** What people outside may read: a page of its own on another system, kept as JSON and shown as HTML. */
const When = z.iso.datetime();

export const publicStates = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export const PublicState = z.enum(publicStates);
export type PublicState = z.infer<typeof PublicState>;

/** One thing that was said. `id` is what it is found again by, after a crash. */
export const PublicUpdate = z.object({ id: z.string(), at: When, state: PublicState, text: z.string() });
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

/** The page with one more update; with the same one it stays as it is. */
export function withUpdate(page: StatusPage | undefined, { incidentId, title, components, startedAt, update }: Publication): StatusPage {
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
  return { version: 1, updatedAt: update.at, incidents };
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

/** What the page says at its top. */
export function overall({ incidents }: StatusPage): string {
  const open = incidents.filter(({ state }) => state !== 'resolved');
  if (open.length === 0) return 'All systems work';
  const components = [...new Set(open.flatMap((incident) => incident.components))];
  return components.length === 0 ? 'There is a problem' : `There is a problem with ${components.join(', ')}`;
}
