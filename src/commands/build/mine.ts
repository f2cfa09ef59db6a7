import { z } from 'zod';
import { type Streak, streaks } from '../../domain/build/streak.ts';
import { Mine, tasteOf, tastes } from '../../domain/build/taste.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { mineSetView, mineView } from '../../views/build/answers.ts';

export const myBuilds = defineCommand({
  name: 'build mine',
  about: 'How you hear of failures on your own pull requests: alone, in the channel, or not at all',
  usage: '[<how>]',
  args: z.object({ how: Mine.optional().describe('dm, channel or off') }),
  changes: true,
  verb: 'build.help',
  permission: () => ({ verb: 'build.help' }),
  approvals: () => 0,
  async run({ args, actor, intent, desk }) {
    const id = tasteOf(actor.id);
    const loaded = await desk.load(tastes, id);
    if (args.how === undefined) {
      const open = (await desk.list(streaks, { ended: false, limit: 500 })).map(({ record }) => record);
      const mine = open.filter((streak) => concerns(streak, actor.id));
      return { message: mineView(loaded?.record.mine ?? 'dm', mine, desk.now()) };
    }
    const next = { status: 'set' as const, id, traceId: intent.traceId, person: actor.id, mine: args.how };
    if (loaded) desk.change(tastes, loaded, next);
    else desk.begin(tastes, next);
    return { message: mineSetView(args.how) };
  },
});

/** Somebody's own: what came of their commits, and what they are on. */
const concerns = (streak: Streak, person: string): boolean =>
  [streak.to, ...(streak.authors ?? [])].some((author) => author?.userId === person) ||
  (streak.status === 'claimed' && streak.claim.by.id === person);
