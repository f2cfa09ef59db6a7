import { type Newest, newest } from '../domain/newest.ts';
import { objectionTo } from '../domain/version.ts';
import type { Ready } from '../pipeline/command.ts';

type Wish = Pick<Newest, 'kind' | 'service' | 'environment' | 'wanted' | 'dryRun' | 'reason' | 'fixes'>;

/**
 * What can be deployed or put back stands still. Which versions there are, only the registry and the cluster know: that follows.
 * @throws Refusal `mutable_tag` or `bad_version`
 */
export function insistOnVersion({ intent, desk }: Pick<Ready<unknown>, 'intent' | 'desk'>, wish: Wish): void {
  const no = objectionTo(wish.wanted);
  if (!no) return;
  const { traceId, channel: askedIn, threadTs: askedUnder, responseUrl, from } = intent;
  desk.lookUp(newest, {
    status: 'asked',
    id: `newest-${intent.id}`,
    traceId,
    askedIn,
    askedUnder,
    responseUrl,
    userId: from.userId,
    ...wish,
  });
  throw no;
}
