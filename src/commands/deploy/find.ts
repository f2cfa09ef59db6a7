import { type Deploy, deploys } from '../../domain/deploy.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Asked } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';

/**
 * The deploy that an id, or `last`, means.
 * @throws Refusal `bad_arguments` when there is none
 */
export async function findDeploy({ desk, from }: Pick<Asked<unknown>, 'desk' | 'from'>, id: string): Promise<Loaded<Deploy>> {
  if (id !== 'last') {
    const found = await desk.load(deploys, id);
    if (found) return found;
    throw new Refusal('bad_arguments', `I know no \`${id}\`. \`/deploy history\` and \`/deploy queue\` list what there is.`);
  }
  const open = await desk.list(deploys, { ended: false, limit: 100 });
  const own = open.find(({ record }) => record.askedBy.userId === from.userId);
  if (own) return own;
  throw new Refusal('bad_arguments', 'Nothing of yours is waiting or running. `/deploy queue` lists what is.');
}

/** @throws Refusal `stale_card` when the deploy is not, or no longer, in that state */
export function insistOn<Status extends Deploy['status']>(
  deploy: Deploy,
  status: Status,
  waitsFor: string,
): Extract<Deploy, { status: Status }> {
  if (isIn(deploy, status)) return deploy;
  throw new Refusal(
    'stale_card',
    `This card is out of date: \`${deploy.id}\` does not wait for ${waitsFor}; it is ${spoken[deploy.status]}.`,
  );
}

const isIn = <Status extends Deploy['status']>(deploy: Deploy, status: Status): deploy is Extract<Deploy, { status: Status }> =>
  deploy.status === status;

const spoken: Record<Deploy['status'], string> = {
  requested: 'being looked up',
  resolved: 'being checked',
  awaitingConfirm: "waiting for the asker's click",
  awaitingApproval: 'waiting for approval',
  cleared: 'cleared',
  queued: 'queued',
  starting: 'starting',
  rollingOut: 'rolling out',
  baking: 'up and being watched',
  rollingBack: 'being rolled back',
  planned: 'only a plan',
  live: 'live',
  refused: 'refused',
  cancelled: 'cancelled',
  expired: 'expired',
  superseded: 'superseded',
  rolledBack: 'rolled back',
  stuck: 'stuck',
};
