import { z } from 'zod';
import { type Incident, Task } from '../../domain/incident/incident.ts';
import { closedWith } from '../../domain/incident/task.ts';
import { type PersonRef, refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { changes } from '../../domain/ticket/change.ts';
import { isRaised, tickets } from '../../domain/ticket/ticket.ts';
import type { Ready } from '../../pipeline/command.ts';
import { isOver } from '../../pipeline/records.ts';
import { tasksView } from '../../views/incident/lists.ts';
import { IncidentArgument } from '../arguments.ts';
import { assigneesIn, beginTicket } from '../ticket/begin.ts';
import { changeOf } from '../ticket/change.ts';
import { mayEnd } from '../ticket/meant.ts';
import { changeIncident, defineAboutIncident, defineIncidentChange } from './define.ts';
import { insistOnWritable } from './meant.ts';
import { asWritten } from './write.ts';

/** What is to be done, by whom, and how soon. */

const urgency = /^(now|soon|later)$/i;
const someone = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/;

export const addTask = defineAboutIncident({
  name: 'incident task',
  about: 'Something to do: @somebody and now, soon or later at the end say who and how soon',
  usage: '<text...> [--in <incident>]',
  args: z.object({ text: z.string().max(500).describe('a text of at most 500 characters'), in: IncidentArgument.optional() }),
  whose: 'responder',
  async answer(loaded, asked) {
    const incident = insistOnWritable(loaded.record);
    const { text, who, when } = await readTask(asked, asked.args.text);
    const number = Math.max(0, ...incident.tasks.map((task) => task.number)) + 1;
    const task = { number, text, who, when, by: refTo(asked.actor), at: asked.desk.now().toISOString(), done: null };
    const ticket = await ticketFor(asked, incident, { text, who, when });
    const forWhom = who === null ? '' : ` for ${who.name}`;
    return changeIncident(asked, loaded, {
      next: { ...incident, tasks: [...incident.tasks, { ...task, ticket }] },
      line: { kind: 'task', text: `task ${number}${forWhom} (${when}): ${text}` },
      say: `task ${number}${forWhom} (${when}): ${text}${ticket === null ? '' : `; it is raised as ${ticket}`}`,
    });
  },
});

interface Wanted {
  text: string;
  who: PersonRef | null;
  when: Task['when'];
}

/** Takes who and how soon from the end of the words. @throws Refusal `not_linked` */
async function readTask(asked: Ready<unknown>, typed: string): Promise<Wanted> {
  const { desk, intent } = asked;
  const words = typed.split(/\s+/);
  let when: Task['when'] = 'soon';
  let who: PersonRef | null = null;
  for (let last = words.at(-1) ?? ''; words.length > 1 && (urgency.test(last) || someone.test(last)); last = words.at(-1) ?? '') {
    words.pop();
    const [, userId] = someone.exec(last) ?? [];
    if (userId === undefined) {
      when = Task.shape.when.parse(last.toLowerCase());
      continue;
    }
    const person = await desk.rights.personOf({ teamId: intent.from.teamId, userId });
    if (!person)
      throw new Refusal('not_linked', `I do not know \`${userId}\` beyond Slack. An admin can add them to \`people\` in shipmate.yaml.`);
    who = refTo(person);
  }
  return { text: await asWritten(asked, words.join(' ')), who, when };
}

/**
 * A task becomes an issue where its service has a repository and whoever adds it may open tickets. What is private stays here, and an
 * exercise leaves no work behind.
 */
async function ticketFor(asked: Ready<unknown>, incident: Incident, { text, who, when }: Wanted): Promise<string | null> {
  const { settings, desk, actor } = asked;
  const [service] = incident.services;
  const repo = settings.services[service ?? '']?.repo;
  if (incident.private || incident.drill || repo === undefined) return null;
  if (!(await desk.may(refTo(actor), { verb: 'ticket.open' }))) return null;
  const assignees = who === null ? [] : assigneesIn(settings, `<@${who.userId}>`);
  const { id } = await beginTicket(asked, {
    title: text,
    text: `A task of ${incident.id} (${incident.title}), to be done ${when}.`,
    labels: ['incident', when],
    assignees,
    repo,
    origin: incident.id,
    ...(service !== undefined && { service }),
  });
  return id;
}

export const listTasks = defineAboutIncident({
  name: 'incident tasks',
  about: 'What is to be done, and what is done',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'reader',
  async answer({ record }, { desk }) {
    // of one that is over for long the bot does not look after the issues any more
    const tasks = await Promise.all(
      record.tasks.map(async (task) => {
        const ticket = task.done === null && task.ticket !== null ? await desk.load(tickets, task.ticket) : undefined;
        return closedWith(task, ticket?.record);
      }),
    );
    return { message: tasksView({ ...record, tasks }) };
  },
});

export const doneTask = defineAboutIncident({
  name: 'incident done',
  about: 'A task is done, also when the incident is over; the issue that it became is closed with it',
  usage: '<number> [--in <incident>]',
  args: z.object({ number: z.coerce.number().int().min(1).describe('the number of a task'), in: IncidentArgument.optional() }),
  whose: 'responder',
  async answer(loaded, asked) {
    const { number } = asked.args;
    const incident = insistOnWritable(loaded.record);
    const task = incident.tasks.find((one) => one.number === number);
    if (!task) throw new Refusal('bad_arguments', `\`${incident.id}\` has no task ${number}. \`/incident tasks\` shows them.`);
    if (task.done) throw new Refusal('duplicate', `Task ${number} is done already, by ${task.done.by.name}.`);
    const done = { by: refTo(asked.actor), at: asked.desk.now().toISOString() };
    const issue = task.ticket === null ? '' : await closeTheIssue(asked, task.ticket, `Task ${number} of ${incident.id} is done.`);
    return changeIncident(asked, loaded, {
      next: { ...incident, tasks: incident.tasks.map((one) => (one.number === number ? { ...one, done } : one)) },
      line: { kind: 'task', text: `task ${number} is done: ${task.text}` },
      say: `task ${number} is done${issue}`,
    });
  },
});

/** With the rights of whoever did the task. Answers what becomes of the issue, as the end of a sentence. */
async function closeTheIssue(asked: Ready<unknown>, id: string, comment: string): Promise<string> {
  const loaded = await asked.desk.load(tickets, id);
  if (!loaded || loaded.record.status === 'closed') return '';
  const { record, version } = loaded;
  if (!isRaised(record)) return isOver(tickets, record) ? '' : `; ${id} is not raised yet: close it once it is`;
  const { repo, number } = record;
  const meant = { repo, number, ticket: { record, version } };
  const needs = mayEnd(asked, meant);
  if (needs !== 'anyone' && !(await asked.desk.may(refTo(asked.actor), needs)))
    return `; ${repo}#${number} stays open, because you may not close it`;
  // what comes of it at GitHub is told beside this answer, not in its place
  const { inPlace: _, ...closing } = await changeOf(asked, meant, { what: 'close', as: 'completed', comment });
  asked.desk.begin(changes, closing);
  return `; ${repo}#${number} is being closed`;
}

export const addLink = defineIncidentChange({
  name: 'incident link',
  about: 'A dashboard, a runbook, a document that belongs to it',
  usage: '<url> [<label...>] [--in <incident>]',
  args: z.object({
    url: z
      .string()
      .max(1_000)
      .transform((typed) => typed.replace(/^<([^|>]+)(\|[^>]*)?>$/, '$1'))
      .pipe(z.httpUrl())
      .describe('an address such as https://grafana.acme.dev/d/checkout'),
    label: z.string().max(100).optional().describe('a label of at most 100 characters'),
    in: IncidentArgument.optional(),
  }),
  whose: 'responder',
  change(incident, { args: { url, label = url } }) {
    const isNew = !incident.links.some((link) => link.url === url);
    const links = isNew ? [...incident.links, { url, label }] : incident.links.map((link) => (link.url === url ? { url, label } : link));
    const bookmark = incident.place.kind === 'channel' ? [{ kind: 'bookmark', title: label, url } as const] : [];
    return {
      next: { ...incident, links, errands: [...incident.errands, ...bookmark] },
      line: { kind: 'link', text: label === url ? url : `${label}: ${url}` },
      say: 'the link is kept',
    };
  },
});
