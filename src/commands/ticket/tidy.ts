import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { changes, type Doing } from '../../domain/ticket/change.ts';
import { type Question, questions } from '../../domain/ticket/question.ts';
import { type Asked, defineCommand } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { changeOf } from './change.ts';
import { isTheirs, mayEnd, ticketMeant } from './meant.ts';
import { answeredFrom } from './waiting.ts';

const args = z.object({
  list: z.string().max(100),
  number: z.coerce.number().int().min(1).max(100).describe('the number of a line'),
  decision: z.enum(['close', 'keep']).describe('`close` or `keep`'),
});
type Args = z.output<typeof args>;

/** One of a list of what lies about is closed, or kept by saying so there. The line that was pressed tells it, and the others stay. */
export const tidyTicket = defineCommand({
  name: 'ticket tidy',
  about: 'Close or keep one of those that nobody touched',
  usage: '<list> <number> <decision>',
  args,
  changes: true,
  verb: 'anyone',
  async permission(asked) {
    if (asked.args.decision === 'keep') return 'anyone';
    const { issue } = await lineOf(asked);
    return mayEnd(asked, await ticketMeant(asked, `${issue.repo}#${issue.number}`));
  },
  approvals: () => 0,
  async run(asked) {
    const { loaded, issue } = await lineOf(asked);
    const { desk, intent, args } = asked;
    const doing: Doing = args.decision === 'close' ? { what: 'close', as: 'not_planned' } : { what: 'comment', text: 'Still wanted.' };
    const meant = await ticketMeant(asked, `${issue.repo}#${issue.number}`);
    desk.begin(changes, { ...(await changeOf(asked, meant, doing)), list: loaded.record.id });
    const issues = loaded.record.issues.map((one) =>
      one === issue ? { ...one, became: args.decision === 'close' ? 'Closing…' : 'Keeping…' } : one,
    );
    desk.change(questions, loaded, { ...loaded.record, issues, ...answeredFrom({ intent }) });
    return {};
  },
});

/** @throws Refusal where it is not the asker's, or was pressed before */
async function lineOf({ args: { list, number }, desk, settings, from }: Pick<Asked<Args>, 'args' | 'desk' | 'settings' | 'from'>) {
  const loaded = await desk.load(questions, list);
  const issue = isTold(loaded) ? loaded.record.issues[number - 1] : undefined;
  if (!isTold(loaded) || issue === undefined)
    throw new Refusal('bad_arguments', 'I do not know that list. `/ticket stale` makes a new one.');
  if (!isTheirs({ settings, from }, loaded.record))
    throw new Refusal('not_authorized', 'Somebody else asked for that list. `/ticket stale` makes your own.');
  if (issue.became !== undefined) throw new Refusal('stale_card', 'That was pressed already. `/ticket stale` makes a new list.');
  return { loaded, issue };
}

const isTold = (loaded: Loaded<Question> | undefined): loaded is Loaded<Extract<Question, { status: 'told' }>> =>
  loaded?.record.status === 'told';
