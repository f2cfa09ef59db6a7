import { z } from 'zod';
import { mute, usualMuteMs } from '../../domain/build/moves.ts';
import { mutings } from '../../domain/build/muting.ts';
import { isOpen, streaks } from '../../domain/build/streak.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { mutedView } from '../../views/build/answers.ts';
import { ReasonArgument } from '../arguments.ts';
import { beginTicket } from '../ticket/begin.ts';
import { FailureArgument, LengthArgument } from './arguments.ts';
import { findFailure, findMuting } from './find.ts';
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
    const alike = await findFailure(asked, args.build);
    const [first] = alike;
    if (!first)
      throw new Refusal('bad_arguments', `I know no failure \`${args.build}\`. \`/build status\` and \`/build flaky\` list them.`);
    const { signature, repo } = first.record;
    const by = refTo(actor);
    const until = new Date(desk.now().getTime() + lengthMs).toISOString();
    const reason = args.reason ?? null;
    const standing = await findMuting(asked, signature);
    const at = desk.now().toISOString();
    if (standing) desk.change(mutings, standing, { ...standing.record, by, at, until, reason });
    else
      desk.begin(mutings, { status: 'muted', id: await desk.newId('M'), traceId: intent.traceId, signature, repo, by, at, until, reason });
    // quiet is not forgotten: whoever may open tickets leaves one behind
    const has = alike.find(({ record }) => record.ticket !== null)?.record.ticket ?? null;
    const open = has === null && isOpen(first.record) && (await desk.may(by, { verb: 'ticket.open' }));
    const ticket = open ? (await beginTicket(asked, flakyWish(first.record))).id : has;
    for (const loaded of alike)
      if (isOpen(loaded.record))
        desk.change(streaks, loaded, { ...mute(loaded.record, by, until, reason), ticket: loaded.record.ticket ?? ticket });
    return { message: mutedView(first.record, until) };
  },
});
