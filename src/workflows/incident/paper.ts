import { attachmentOf, attachments } from '../../domain/attachment.ts';
import { exportTimeline } from '../../domain/incident/export.ts';
import { type Incident, incidents } from '../../domain/incident/incident.ts';
import { type About, type Paper, type PaperIn, papers } from '../../domain/incident/paper.ts';
import { linksBeginAt } from '../../domain/incident/permalink.ts';
import { blameInReview, reviewDraft } from '../../domain/incident/review.ts';
import { statsOf } from '../../domain/incident/stats.ts';
import { linesOf } from '../../domain/incident/timeline.ts';
import { Outage } from '../../domain/problems.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, beginAlso, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import { chartInWords, chartSvg } from '../../views/chart.ts';
import { paperMessages, statsChart } from '../../views/incident/paper.ts';
import { propose } from './propose.ts';
import { suspectsOf } from './suspects.ts';

const outagePatienceMs = 60 * 60_000;

/** Gathers what a paper is about, writes it, and leaves it to the attachments to be shown once. */
export const paperWorkflow = defineWorkflow<Paper, 'written' | 'notWritten'>({
  of: papers,
  steps: { wanted: writeIt, drafted: propose },
  show: paperMessages,
  onProblem(paper, problem, { now, since, failures }) {
    if (problem instanceof Outage && now.getTime() - since.getTime() < outagePatienceMs) return undefined;
    if (!(problem instanceof Outage) && failures < 3) return undefined;
    const say = problem instanceof Outage ? `${problem.message}.` : 'Something broke on my side.';
    return paper.status === 'drafted' ? written(paper, { remarks: paper.remarks, trouble: say }) : notWritten(paper, say);
  },
  reason: ({ status }) => (status === 'notWritten' ? 'executor_error' : 'ok'),
});

function writeIt(paper: PaperIn<'wanted'>, bench: Bench): Promise<Next<Paper>> {
  const { about } = paper;
  switch (about.kind) {
    case 'timeline':
      return exportIt(paper, about, bench);
    case 'stats':
      return countThem(paper, about, bench);
    case 'review':
      return reviewIt(paper, about, bench);
  }
}

async function exportIt(paper: PaperIn<'wanted'>, about: Extract<About, { kind: 'timeline' }>, bench: Bench): Promise<Next<Paper>> {
  const incident = await incidentNamed(about.incident, bench);
  if (!incident) return become(notWritten(paper, `\`${about.incident}\` is not there.`));
  const events = await bench.store.events(incident.id);
  const text = exportTimeline({ incident, events, exportedAt: bench.clock.now(), linksBegin: await linksBegin(bench) }, about.format);
  const name = `${incident.id}-timeline.${about.format}`;
  return {
    ...become<Paper>(written(paper, { remarks: [] })),
    also: [fileOf(paper, { name, title: `Timeline of ${incident.id}`, text }, bench)],
  };
}

/** More were never counted in one company. */
const mostIncidents = 10_000;

async function countThem(paper: PaperIn<'wanted'>, about: Extract<About, { kind: 'stats' }>, bench: Bench): Promise<Next<Paper>> {
  const stored = await bench.store.records({ kind: incidents.kind, limit: mostIncidents });
  const figures = statsOf(
    stored.map((one) => read(incidents, one).record),
    about.by,
    new Date(about.since),
  );
  const chart = statsChart(figures);
  const picture = attachmentOf({
    ...shown(paper, bench),
    name: `incidents-by-${about.by}.png`,
    title: chart.title,
    comment: chartInWords(chart),
    content: { kind: 'picture', svg: chartSvg(chart) },
  });
  return { ...become<Paper>(written(paper, { remarks: [], figures })), also: [beginAlso(attachments, picture)] };
}

async function reviewIt(paper: PaperIn<'wanted'>, about: Extract<About, { kind: 'review' }>, bench: Bench): Promise<Next<Paper>> {
  const incident = await incidentNamed(about.incident, bench);
  if (!incident) return become(notWritten(paper, `\`${about.incident}\` is not there.`));
  const events = await bench.store.events(incident.id);
  const now = bench.clock.now();
  const suspects = await suspectsOf(incident, bench);
  const text = reviewDraft({ incident, lines: linesOf(events), suspects, linksBegin: await linksBegin(bench), now });
  const remarks = blameInReview(text, incident);
  const title = `Review of ${incident.id}`;
  const file = fileOf(paper, { name: `${incident.id}-review.md`, title, text }, bench);
  // what only its people may know stays where only they see it
  const goesOut = bench.policy.settings().incidents.review !== undefined && !incident.private;
  const next: Paper = goesOut
    ? { ...paper, status: 'drafted', title: `${title}: ${incident.title}`, text, remarks, draftedAt: now.toISOString() }
    : written(paper, { remarks });
  return { ...become(next), also: [file] };
}

const linksBegin = async ({ directory }: Bench): Promise<string | undefined> => linksBeginAt((await directory.home()).url);

async function incidentNamed(id: string, { store }: Bench): Promise<Incident | undefined> {
  const stored = await store.record(id);
  return stored?.kind === incidents.kind ? read(incidents, stored).record : undefined;
}

const shown = ({ id, traceId, where, askedBy }: Paper, { clock }: Bench) => ({
  id: `${id}-file`,
  traceId,
  where,
  orTo: askedBy.userId,
  now: clock.now(),
});

const fileOf = (paper: Paper, { name, title, text }: { name: string; title: string; text: string }, bench: Bench) =>
  beginAlso(attachments, attachmentOf({ ...shown(paper, bench), name, title, content: { kind: 'text', text } }));

function written(
  { id, traceId, askedBy, askedAt, where, about }: Paper,
  result: Pick<PaperIn<'written'>, 'remarks' | 'figures' | 'url' | 'trouble'>,
): PaperIn<'written'> {
  return { status: 'written', id, traceId, askedBy, askedAt, where, about, ...result };
}

const notWritten = ({ id, traceId, askedBy, askedAt, where, about }: Paper, say: string): PaperIn<'notWritten'> => ({
  status: 'notWritten',
  id,
  traceId,
  askedBy,
  askedAt,
  where,
  about,
  say,
});
