import { builds, shelfOf } from '../../domain/build/build.ts';
import { askForRerun } from '../../domain/build/moves.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { rerunView } from '../../views/build/answers.ts';
import { Switch } from '../arguments.ts';
import { aBuild, buildUsage, defineBuildChange } from './define.ts';

export const rerunBuild = defineBuildChange({
  name: 'build rerun',
  about: 'Run a red build again, or its failed jobs alone',
  usage: `${buildUsage} [--failed]`,
  args: aBuild.extend({ failed: Switch }),
  verb: 'build.rerun',
  async change(streak, { actor, args, desk }) {
    const { id, system, rerun, newest, repo } = streak;
    if (system !== 'github')
      throw new Refusal('bad_arguments', `\`${id}\` runs in ${system}, where I can start nothing. Its card has the link.`);
    if (streak.status === 'waiting') throw new Refusal('stale_card', `\`${id}\` is not told yet. Ask again if it stays red.`);
    if (rerun !== null && rerun.refused === null)
      throw new Refusal('duplicate', `\`${id}\` is being run again already${rerun.by ? `, asked by ${rerun.by.name}` : ''}.`);
    const runs = await desk.list(builds, { lane: shelfOf(repo), limit: 120 });
    const attempts = runs.flatMap(({ record: { run } }) => (run.id === newest.id ? [run.attempt] : []));
    const attempt = Math.max(newest.attempt, ...attempts);
    const next = askForRerun(streak, { by: refTo(actor), all: args.failed !== true, attempt }, desk.now());
    return { next, message: rerunView(next) };
  },
});
