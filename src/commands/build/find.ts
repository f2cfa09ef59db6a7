import { type Muting, mutings } from '../../domain/build/muting.ts';
import { isOpen, type OpenStreak, type Streak, streaks } from '../../domain/build/streak.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Asked } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';

/**
 * The red build that an id means; without one, that whose card or thread it is asked in.
 * @throws Refusal `bad_arguments` when there is none
 */
export async function findStreak({ desk, where }: Pick<Asked<unknown>, 'desk' | 'where'>, id: string | undefined): Promise<Loaded<Streak>> {
  const { channel, threadTs, about } = where;
  const place = about ?? (threadTs === undefined ? undefined : { channel, ts: threadTs });
  const meant = id ?? (place && (await desk.recordAt(place, streaks.kind)));
  const found = meant === undefined ? undefined : await desk.load(streaks, meant);
  if (found) return found;
  if (id !== undefined) throw new Refusal('bad_arguments', `I know no \`${id}\`. \`/build status\` lists what is red.`);
  throw new Refusal(
    'bad_arguments',
    'Which build? Name it, such as B-31, or say it in the thread of its card. `/build status` lists what is red.',
  );
}

/** @throws Refusal `stale_card` when it is over */
export async function findOpenStreak(asked: Pick<Asked<unknown>, 'desk' | 'where'>, id: string | undefined): Promise<Loaded<OpenStreak>> {
  const { record, version } = await findStreak(asked, id);
  if (isOpen(record)) return { record, version };
  throw new Refusal(
    'stale_card',
    `This card is out of date: \`${record.id}\` is ${record.status === 'givenUp' ? 'given up' : 'green again'}.`,
  );
}

/** Every streak of that failure that is not over, and the newest that is. */
export async function findFailure({ desk }: Pick<Asked<unknown>, 'desk'>, failure: string): Promise<Loaded<Streak>[]> {
  const named = failure.startsWith('B-') ? await desk.load(streaks, failure) : undefined;
  if (failure.startsWith('B-') && !named) return [];
  const signature = named?.record.signature ?? failure;
  const isIt = ({ record }: Loaded<Streak>) => record.signature.startsWith(signature);
  const open = (await desk.list(streaks, { ended: false, limit: 500 })).filter(isIt);
  if (open.length > 0) return open;
  return named ? [named] : (await desk.list(streaks, { ended: true, limit: 500 })).filter(isIt).slice(0, 1);
}

/** Whoever muted that failure, and for how long; undefined: nobody, or it is over. */
export const findMuting = async ({ desk }: Pick<Asked<unknown>, 'desk'>, signature: string): Promise<Loaded<Muting> | undefined> =>
  (await desk.list(mutings, { ended: false, limit: 500 })).find(({ record }) => record.signature === signature);
