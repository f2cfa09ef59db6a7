import { z } from 'zod';
import { shelfOf } from '../../domain/build/build.ts';
import { type OpenStreak, type StreakIn, streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import { type Command, type CommandSpec, defineCommand, defineQuestion, type Ready } from '../../pipeline/command.ts';
import type { Message } from '../../ports.ts';
import { RepoArgument, StreakArgument } from './arguments.ts';
import { findOpenStreak } from './find.ts';

/** The frames of what people ask for: something about a red build changes, or a question about builds is answered. */

/** By its id, or by the card or thread that it is asked in. */
export const aBuild = z.object({ build: StreakArgument.optional() });
export const buildUsage = '[<build>]';

/** What a command makes of a red build, and the answer to whoever asked. */
interface Change {
  next: OpenStreak;
  message: Message;
}

type Words<Args extends z.ZodObject> = Pick<CommandSpec<Args>, 'name' | 'about' | 'usage' | 'args' | 'verb'> & {
  change(streak: OpenStreak, asked: Ready<z.output<Args>>): Change | Promise<Change>;
};

/** While it is red: what is over is left as it is. */
export const defineBuildChange = <Args extends z.ZodObject>({ change, verb, ...words }: Words<Args>): Command =>
  defineCommand<Args>({
    ...words,
    verb,
    changes: true,
    permission: () => ({ verb }),
    approvals: () => 0,
    async run(asked) {
      const loaded = await findOpenStreak(asked, aBuild.parse(asked.args).build);
      const { next, message } = await change(loaded.record, asked);
      asked.desk.change(streaks, loaded, next);
      return { message };
    },
  });

const oneOrAll = z.object({ repo: RepoArgument.optional() });

interface Question extends Pick<CommandSpec<typeof oneOrAll>, 'name' | 'about'> {
  /** @param shelf what is kept of the repository that was named, or of all: see `Desk.list` */
  answer(asked: Ready<z.output<typeof oneOrAll>>, shelf: { lane?: string }): Promise<Message>;
}

/** What everybody inside may ask about the builds of one repository, or of all. */
export const defineBuildQuestion = ({ answer, ...words }: Question): Command =>
  defineQuestion<typeof oneOrAll>({
    ...words,
    usage: '[<repo>]',
    args: oneOrAll,
    run: async (asked) => ({ message: await answer(asked, asked.args.repo === undefined ? {} : { lane: shelfOf(asked.args.repo) }) }),
  });

/** Only what people were told of is theirs to look at. @throws Refusal `stale_card` */
export function insistOnTold(streak: OpenStreak): StreakIn<'red' | 'claimed'> {
  const { id } = streak;
  if (streak.status === 'waiting')
    throw new Refusal('stale_card', `\`${id}\` may be green in a moment: nobody was told yet. Ask again if it stays red.`);
  if (streak.status === 'muted') throw new Refusal('stale_card', `\`${id}\` is muted. \`/build unmute ${id}\` makes it loud again.`);
  return streak;
}
