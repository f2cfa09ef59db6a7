import type { Subscription, Wanted, Watch } from '../../domain/build/subscription.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, bold, channelLink, code, join, line, listing, type Marked, message, mrkdwn, say, sentence, verbatim } from '../kit.ts';
import { limits } from '../limits.ts';

/** What somebody subscribed to, in words: exactly that, nothing more. */
export function inWords({ repo, workflow, branch, notify }: Wanted): Marked {
  const what = workflow === undefined ? mrkdwn`` : mrkdwn` of ${code(workflow)}`;
  const where =
    branch !== undefined
      ? mrkdwn`on ${code(branch)}`
      : notify === 'all'
        ? mrkdwn`on every branch`
        : mrkdwn`on the default branch and the release branches`;
  const told = {
    failures: 'Failures, each further one in the thread, and when it is green again',
    changes: 'When it turns red, and when it is green again',
    all: 'Every run',
  } as const;
  return mrkdwn`${told[notify]}${what} ${where} of ${bold(repo)}`;
}

export const askedToWatch = (watch: Watch): Message =>
  say(mrkdwn`${code(watch.id)}: I look at ${bold(watch.repo)} first. The answer follows here.`);

/** It was looked at before; only how much is told has changed. */
export const toldOtherwise = (watch: Watch): Message =>
  say(mrkdwn`${code(watch.id)}: ${channelLink(watch.channel)} is told otherwise from now on. ${inWords(watch)}.`);

/** Of one that was typed and then put into the file. */
export const goesOn = mrkdwn`still told, as shipmate.yaml says`;

/** What became of it, for whoever asked; a subscription is told in its channel too, whose it is from now on. */
export function watchMessages(watch: Watch): MessageWrite[] {
  const shared = { recordId: watch.id };
  switch (watch.status) {
    case 'asked':
      return [];
    case 'refused':
      return [
        {
          ...shared,
          ...privately(watch),
          key: `${watch.id}/answer`,
          message: say(sentence(watch.say), aside(mrkdwn`trace ${code(watch.traceId)}`)),
        },
      ];
    case 'watching':
      return [
        { ...shared, key: watch.id, channel: watch.channel, message: watchingView(watch) },
        ...(watch.channel === watch.askedIn
          ? []
          : [
              {
                ...shared,
                ...privately(watch),
                key: `${watch.id}/answer`,
                message: say(mrkdwn`${code(watch.id)}: ${channelLink(watch.channel)} is told from now on.`),
              },
            ]),
      ];
    case 'ended':
      return [
        {
          ...shared,
          key: watch.id,
          channel: watch.channel,
          message: watch.written
            ? say(mrkdwn`Typed no longer, ${goesOn}: ${inWords(watch)}.`, aside(code(watch.id)))
            : say(mrkdwn`No longer told here: ${inWords(watch)}.`, aside(code(watch.id))),
        },
      ];
  }
}

const watchingView = (watch: Watch): Message =>
  say(
    mrkdwn`Told here from now on: ${inWords(watch)}.`,
    aside(
      mrkdwn`${code(watch.id)} · asked by ${watch.askedBy.name} · it belongs to this channel; ${code(`/build unwatch ${watch.id}`)} ends it`,
    ),
  );

const privately = (watch: Extract<Watch, { status: 'watching' | 'refused' }>) => ({
  channel: watch.askedIn,
  privatelyTo: watch.askedBy.userId,
  ...(watch.responseUrl !== undefined && { responseUrl: watch.responseUrl }),
});

/** Everything that is subscribed, wherever it is written. */
export function subscriptionList(all: readonly Subscription[]): Message {
  if (all.length === 0) return say(mrkdwn`Nobody subscribed to any builds. ${code('/build watch acme/checkout')} does, for this channel.`);
  return listing(
    'Who is told of which builds',
    all.map((one) => mrkdwn`${one.id === undefined ? mrkdwn`shipmate.yaml` : code(one.id)} ${channelLink(one.channel)}: ${inWords(one)}`),
    aside(mrkdwn`${code('/build list --yaml')} prints what was typed for shipmate.yaml`),
  );
}

/** More than this is a file: nobody copies a page out of a message, and none of it may be cut. */
const mostShown = 20;
export const isShownWhole = (yaml: readonly string[]): boolean =>
  yaml.length <= mostShown && yaml.join('\n').length <= limits.section - 100;

/** The typed ones, as they are written in shipmate.yaml. */
export function subscriptionYaml(yaml: readonly string[]): Message {
  if (yaml.length <= 1) return say(mrkdwn`Nothing was typed: all that is subscribed stands in shipmate.yaml already.`);
  const then = mrkdwn`afterwards the typed ones may be ended`;
  if (!isShownWhole(yaml))
    return say(
      mrkdwn`These are ${yaml.length - 1} subscriptions: they follow as a file in our own conversation. Put them into shipmate.yaml; ${then}.`,
    );
  const [text, entries] = [mrkdwn`Put this into shipmate.yaml; ${then}:`, verbatim(yaml)];
  return message(join([text, entries], '\n'), line(text), line(entries));
}
