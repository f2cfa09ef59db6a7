import { type Audience, audiencesOf } from '../../domain/incident/audience.ts';
import { onPage, type Publication, type PublicationIn, publications, type Told } from '../../domain/incident/publication.ts';
import { readPage, withUpdate, writePage } from '../../domain/incident/status-page.ts';
import { Outage } from '../../domain/problems.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next, rest } from '../../pipeline/workflow.ts';
import type { Pages } from '../../ports.ts';
import { publicationMessages } from '../../views/incident/publication.ts';
import { statusPageHtml } from '../../views/status-page/html.ts';

/** What could not be told for so long is old news. */
const outagePatienceMs = 24 * 60 * 60_000;

/** A draft rests until somebody decides; then the page is written, and the others are told, each once. */
export const publicationWorkflow = defineWorkflow<Publication, 'published' | 'discarded'>({
  of: publications,
  steps: { drafted: async (draft) => rest(draft), publishing: writeThePage, announcing: tellTheNext },
  show: publicationMessages,
  onProblem(publication, problem, { now, failures }) {
    if (publication.status !== 'publishing' && publication.status !== 'announcing') return undefined;
    const isOld = now.getTime() - Date.parse(publication.publishedAt) > outagePatienceMs;
    if (problem instanceof Outage ? !isOld : failures < 5) return undefined;
    const trouble = problem instanceof Outage ? `${problem.message}.` : 'Something broke on my side.';
    if (publication.status === 'publishing')
      return { ...publication, status: 'announcing', page: { where: 'the status page', trouble }, told: [] };
    return { ...publication, status: 'published', told: [...publication.told, { where: 'the others', trouble }] };
  },
  reason: ({ status }) => (status === 'discarded' ? 'cancelled' : 'ok'),
});

type PageSettings = NonNullable<Audience['statusPage']>;

/** An audience that is no longer written down is nobody. */
const readersOf = ({ audience }: Publication, { policy }: Bench): Audience =>
  audiencesOf(policy.settings().incidents)[audience] ?? { statusPage: undefined, webhooks: [] };

async function writeThePage(publication: PublicationIn<'publishing'>, bench: Bench): Promise<Next<Publication>> {
  const { statusPage } = readersOf(publication, bench);
  const told = (page: Told | null): Next<Publication> => become({ ...publication, status: 'announcing', page, told: [] });
  if (statusPage === undefined) return told(null);
  const at = { where: statusPage.url ?? `https://github.com/${statusPage.repo}`, trouble: null };
  if (!bench.pages) return told({ ...at, trouble: 'GitHub is not connected.' });
  if (!(await bench.stillOurs())) return lookAgainIn(publication, 1_000);
  const known = Object.values(bench.policy.settings().incidents.components);
  const written = await write(publication, statusPage, known, bench.pages);
  if (written === 'again') return lookAgainIn(publication, 1_000);
  return told({ ...at, trouble: written });
}

/**
 * Null: it stands there, the JSON and the page in one commit, so that they never contradict each other. `again`: somebody else writes there
 * at the same time. Else what is the matter with it.
 */
async function write(
  publication: PublicationIn<'publishing'>,
  settings: PageSettings,
  known: readonly string[],
  pages: Pages,
): Promise<string | null | 'again'> {
  const { repo, folder, title } = settings;
  const pathOf = (file: string) => [folder, file].filter(Boolean).join('/');
  const tip = await pages.tip(settings);
  if (tip.outcome === 'refused') return `GitHub does not let me read it: ${tip.say}`;
  const path = pathOf('status.json');
  const standing = await pages.read({ repo, commit: tip.commit, path });
  if (standing.outcome === 'refused') return `GitHub does not let me read it: ${standing.say}`;
  const before = standing.outcome === 'found' ? readPage(standing.text) : undefined;
  if (standing.outcome === 'found' && before === undefined) return `\`${path}\` holds something that is not mine, and is left alone.`;
  const page = withUpdate(before, onPage(publication), known);
  const files = [
    { path, text: writePage(page) },
    { path: pathOf('index.html'), text: statusPageHtml(page, title) },
  ];
  const message = `${publication.title}: ${publication.state} (${publication.id})`;
  const written = await pages.commit(settings, { onto: tip.commit, files, message });
  if (written.outcome === 'refused') return `GitHub did not take it: ${written.say}`;
  return written.outcome === 'changed' ? 'again' : null;
}

/** One address at a time, each written down before the next: whoever falls over in between tells nobody twice. */
async function tellTheNext(publication: PublicationIn<'announcing'>, bench: Bench): Promise<Next<Publication>> {
  const { webhooks } = readersOf(publication, bench);
  const next = webhooks.find((url) => !publication.told.some(({ where }) => where === url));
  if (next === undefined) return become({ ...publication, status: 'published' });
  if (!(await bench.stillOurs())) return lookAgainIn(publication, 1_000);
  const trouble = await tell(next, publication, bench);
  return become({ ...publication, told: [...publication.told, { where: next, trouble }] });
}

async function tell(url: string, publication: PublicationIn<'announcing'>, { announce, clock }: Bench): Promise<string | null> {
  const { incidentId, title, components, startedAt, update } = onPage(publication);
  const body = { type: 'incident.published', incident: { id: incidentId, title, components, startedAt }, update };
  try {
    const answer = await announce.announce(url, { id: publication.id, body });
    return answer.outcome === 'taken' ? null : answer.say;
  } catch (problem) {
    const isOld = clock.now().getTime() - Date.parse(publication.publishedAt) > outagePatienceMs;
    if (problem instanceof Outage && isOld) return `${problem.message}.`;
    throw problem;
  }
}
