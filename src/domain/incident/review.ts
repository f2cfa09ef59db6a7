import { type Blame, blameIn } from './blame.ts';
import { durationsOf, phaseTimes } from './durations.ts';
import { inMarkdown, markdownLine } from './export.ts';
import type { Incident, Task } from './incident.ts';
import type { Suspect } from './suspects.ts';
import type { Line } from './timeline.ts';

export interface Reviewed {
  incident: Incident;
  lines: readonly Line[];
  /** What changed before it, as it was ranked. */
  suspects: readonly Suspect[];
  linksBegin: string | undefined;
  now: Date;
}

/** How many lines of the timeline stand in the review; the export has all of them. */
const mostLines = 200;

/**
 * A draft of a review without blame: what is known is written down, and what only people know is asked. It speaks of what happened and of
 * what it followed from, and names people only where they are thanked or have taken a task.
 */
export function reviewDraft(reviewed: Reviewed): string {
  const { incident } = reviewed;
  const sections: [string, readonly string[]][] = [
    ['Summary', summary(reviewed)],
    ['Impact', impact(incident)],
    ['Timeline', timeline(reviewed)],
    ['What went well', asked('What shortened it? What helped to see it, to decide, to put things right?', thanks(incident))],
    ['What was hard', asked('What was slow, unclear or missing? What did people have to know by heart?', struggles(reviewed))],
    ['Contributing factors', asked('What had to come together? More than one, usually; none of them is a person.', factors(reviewed))],
    ['Actions', actions(incident.tasks)],
    ['Data', data(reviewed)],
  ];
  return [
    `# ${incident.id} ${incident.drill ? '\\[DRILL\\] ' : ''}${inMarkdown(incident.title)}`,
    '',
    '_A draft. It describes what happened and what it followed from, not who; everybody did what made sense with what they knew._',
    ...sections.flatMap(([title, body]) => ['', `## ${title}`, '', ...body]),
    '',
  ].join('\n');
}

/** Where the draft, or what people wrote into it, blames. */
export const blameInReview = (text: string, { people }: Pick<Incident, 'people'>): Blame[] =>
  blameIn(
    text,
    people.map(({ name }) => name),
  );

const asked = (question: string, known: readonly string[]): string[] => [`_${question}_`, '', ...(known.length === 0 ? ['- '] : known)];

function summary({ incident }: Reviewed): string[] {
  const { severity, services, startedAt, resolvedAt } = incident;
  const what =
    'summary' in incident && incident.summary !== null ? [inMarkdown(incident.summary), ''] : ['_What happened, in two sentences?_', ''];
  const where = services.length === 0 ? '' : ` on ${services.join(', ')}`;
  const took =
    resolvedAt === null
      ? 'It is not resolved yet.'
      : `It was resolved ${spoken(Date.parse(resolvedAt) - Date.parse(startedAt))} after it began.`;
  return [...what, `${severity === null ? 'An incident' : `A SEV${severity} incident`}${where}, from ${minuteOf(startedAt)} UTC. ${took}`];
}

const impact = ({ impact: known }: Incident): string[] =>
  known === null ? ['_Who noticed what, for how long? How many of them?_'] : [inMarkdown(known)];

function timeline({ lines, linksBegin, incident }: Reviewed): string[] {
  const standing = lines.filter(({ struck }) => struck === undefined);
  const shown = standing.slice(0, mostLines);
  const more = standing.length - shown.length;
  return [
    'All times are UTC.',
    '',
    ...shown.flatMap((line) => markdownLine({ ...line, edits: [] }, linksBegin)),
    ...(more > 0 ? [`- and ${more} more: \`/incident timeline ${incident.id} --export md\``] : []),
  ];
}

const thanks = ({ people }: Incident): string[] =>
  people.length === 0 ? [] : [`- Thanks to ${people.map(({ name }) => inMarkdown(name)).join(', ')}.`];

/** What the times tell by themselves. */
function struggles({ incident, now }: Reviewed): string[] {
  const { detectMs, acknowledgeMs } = durationsOf(incident);
  const phases = phaseTimes(incident, now);
  const [longest] = Object.entries(phases).sort(([, a], [, b]) => b - a);
  return [
    ...(detectMs > 10 * 60_000 ? [`- It took ${spoken(detectMs)} until it was declared: what would have shown it sooner?`] : []),
    ...(acknowledgeMs !== undefined && acknowledgeMs > 10 * 60_000 ? [`- It took ${spoken(acknowledgeMs)} until somebody was on it.`] : []),
    ...(longest === undefined ? [] : [`- The longest part was the ${longest[0]}: ${spoken(longest[1])}.`]),
  ];
}

function factors({ incident, suspects }: Reviewed): string[] {
  const cause = incident.cause === null || incident.cause === 'unknown' ? [] : [`- It was filed under *${incident.cause}*.`];
  return [
    ...cause,
    ...suspects
      .slice(0, 5)
      .map(
        ({ id, what, service, reasons, diffUrl }) =>
          `- ${service === undefined ? '' : `${service}: `}${inMarkdown(what)} (\`${id}\`): ${inMarkdown(reasons.join(', '))}${diffUrl === undefined ? '' : ` ([what changed](${diffUrl}))`}`,
      ),
  ];
}

const whens = [
  ['now', 'Now'],
  ['soon', 'Soon'],
  ['later', 'Later'],
] as const;

const actions = (tasks: readonly Task[]): string[] =>
  whens.flatMap(([when, title], index) => {
    const theirs = tasks.filter((task) => task.when === when);
    return [
      ...(index === 0 ? [] : ['']),
      `### ${title}`,
      '',
      ...(theirs.length === 0
        ? ['- [ ] ']
        : theirs.map(
            ({ text, who, done }) =>
              `- [${done === null ? ' ' : 'x'}] ${inMarkdown(text)}${who === null ? '' : ` (${inMarkdown(who.name)})`}`,
          )),
    ];
  });

function data({ incident, lines, now }: Reviewed): string[] {
  const { detectMs, acknowledgeMs, mitigateMs, resolveMs } = durationsOf(incident);
  const phases = phaseTimes(incident, now);
  const rows: [string, string][] = [
    ['Severity', incident.severity === null ? 'not set' : `SEV${incident.severity}`],
    ['Services', incident.services.join(', ') || 'not named'],
    ['Cause', incident.cause ?? 'not named'],
    ['Began', `${minuteOf(incident.startedAt)} UTC`],
    ['Declared', `${minuteOf(incident.declaredAt)} UTC`],
    ['Time to detect', spoken(detectMs)],
    ['Time to acknowledge', acknowledgeMs === undefined ? 'nobody did' : spoken(acknowledgeMs)],
    ['Time to mitigate', mitigateMs === undefined ? 'not yet' : spoken(mitigateMs)],
    ['Time to resolve', resolveMs === undefined ? 'not yet' : spoken(resolveMs)],
    ...Object.entries(phases).map(([phase, ms]): [string, string] => [`In ${phase}`, spoken(ms)]),
    ['Lines on the timeline', String(lines.length)],
    ['People', String(incident.people.length)],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
}

const minuteOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;

function spoken(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
