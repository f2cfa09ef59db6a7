import { type Watch, watches } from '../../domain/build/subscription.ts';
import { quoted } from '../../domain/quoted.ts';
import { type Bench, become, defineWorkflow, type Next, rest } from '../../pipeline/workflow.ts';
import { watchMessages } from '../../views/build/watch.ts';

/** A subscription that was typed: looked at once, then it rests until somebody ends it. */
export const watchWorkflow = defineWorkflow<Watch, 'refused' | 'ended'>({
  of: watches,
  steps: { asked: lookBeforeWatching, watching: async (watch) => rest<Watch>(watch) },
  show: watchMessages,
  onProblem: () => undefined,
  reason: (watch) => (watch.status === 'refused' ? 'channel_refused' : 'ok'),
});

/** Nothing is promised that cannot be kept: a repository we cannot see, or one that must not be told of there. */
async function lookBeforeWatching(watch: Extract<Watch, { status: 'asked' }>, { builds, directory }: Bench): Promise<Next<Watch>> {
  const refuse = (say: string) => become<Watch>({ ...watch, status: 'refused', say });
  if (!builds) return refuse('GitHub is not connected, so I hear of no builds. An operator can connect it: see the README.');
  const repository = await builds.repository(watch.repo);
  if (!repository) return refuse(`I cannot see ${quoted(watch.repo)} on GitHub. Is it spelled so, and is the GitHub App installed there?`);
  if (repository.archived) return refuse(`${quoted(watch.repo)} is archived: nothing is built there any more.`);
  const channel = await directory.channel(watch.channel, 0);
  if (!channel) return refuse('I cannot see that channel. Invite me there with `/invite @shipmate`, then ask again.');
  if (channel.archived) return refuse('That channel is archived. Choose another one.');
  if (channel.direct) return refuse('A subscription belongs to a channel. Name one: `in #builds`.');
  if (channel.external && repository.isPrivate)
    return refuse(`${quoted(watch.repo)} is private, and people of other companies are in that channel. Choose a channel of our own.`);
  return become({ ...watch, repo: repository.name, status: 'watching' });
}
