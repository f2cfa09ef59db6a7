import { z } from 'zod';
import { mute, usualMuteMs } from '../../domain/build/moves.ts';
import { mutings } from '../../domain/build/muting.ts';
import { isOpen, type Streak, streaks } from '../../domain/build/streak.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { type Asked, defineCommand } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { mutedView } from '../../views/build/answers.ts';
import { ReasonArgument } from '../arguments.ts';
import { beginTicket } from '../ticket/begin.ts';
import { FailureArgument, LengthArgument } from './arguments.ts';
import { flakyWish } from './wish.ts';

/** A failure that nobody hears of for longer is not flaky, it is forgotten. */
const longestMs = 7 * 86_400_000;

export const muteBuild = defineCommand({
  name: 'build mute',
  about: 'Be quiet about a flaky failure for a day, on every branch; it is counted all the same',
  usage: '<build> [[for] <length>] [--reason <reason...>]',
  args: z.object({ build: FailureArgument, length: LengthArgument.optional(), reason: ReasonArgument.optional() }),
  changes: true,
  verb: 'build.mute',
  permission: () => ({ verb: 'build.mute' }),
  approvals: () => 0,
  async run(asked) {
    const { actor, desk, args, intent } = asked;
    const lengthMs = args.length ?? usualMuteMs;
    if (lengthMs > longestMs)
      throw new Refusal('bad_arguments', 'A failure can be muted for seven days at most. A ticket keeps it for longer.');
    const alike = await withFailure(asked, args.build);
    const [first] = alike;
    if (!first)
      throw new Refusal('bad_arguments', `I know no failure \`${args.build}\`. \`/build status\` and \`/build flaky\` list them.`);
    const { signature, repo } = first.record;
    const by = refTo(actor);
    const until = new Date(desk.now().getTime() + lengthMs).toISOString();
    const reason = args.reason ?? null;
    const standing = (await desk.list(mutings, { ended: false, limit: 500 })).find(({ record }) => record.signature === signature);
    const at = desk.now().toISOString();
    if (standing) desk.change(mutings, standing, { ...standing.record, by, at, until, reason });
    else
      desk.begin(mutings, { status: 'muted', id: await desk.newId('M'), traceId: intent.traceId, signature, repo, by, at, until, reason });
    // quiet is not forgotten: whoever may open tickets leaves one behind
    const open = alike.some(({ record }) => isOpen(record) && record.ticket === null) && (await desk.may(by, { verb: 'ticket.open' }));
    const ticket = open ? (await beginTicket(asked, flakyWish(first.record))).id : null;
    for (const loaded of alike)
      if (isOpen(loaded.record))
        desk.change(streaks, loaded, { ...mute(loaded.record, by, until, reason), ticket: loaded.record.ticket ?? ticket });
    return { message: mutedView(first.record, until) };
  },
});

/** Every streak of that failure that is not over, and the newest that is. */
export async function withFailure({ desk }: Pick<Asked<unknown>, 'desk'>, failure: string): Promise<Loaded<Streak>[]> {
  const named = failure.startsWith('B-') ? await desk.load(streaks, failure) : undefined;
  if (failure.startsWith('B-') && !named) return [];
  const signature = named?.record.signature ?? failure;
  const isIt = ({ record }: Loaded<Streak>) => record.signature.startsWith(signature);
  const open = (await desk.list(streaks, { ended: false, limit: 500 })).filter(isIt);
  if (open.length > 0) return open;
  return named ? [named] : (await desk.list(streaks, { ended: true, limit: 500 })).filter(isIt).slice(0, 1);
}
