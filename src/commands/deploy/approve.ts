import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { clear } from '../../domain/endings.ts';
import { allowedTo } from '../../domain/permission.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { decidedView } from '../../views/deploy/asked.ts';
import { DeployArgument } from '../arguments.ts';
import { findDeploy, insistOn } from './find.ts';

const ownRequest = 'Someone else has to approve what you asked for.';

export const approveDeploy = defineCommand({
  name: 'deploy approve',
  about: 'Agree to what somebody else asked for',
  usage: '<deploy>',
  args: z.object({ deploy: DeployArgument }),
  changes: true,
  verb: 'approve',
  async permission(asked) {
    const { record } = await findDeploy(asked, asked.args.deploy);
    return allowedTo('approve', record.environment, record.service);
  },
  async objection(asked) {
    const { record } = await findDeploy(asked, asked.args.deploy);
    if (record.askedBy.userId === asked.from.userId) throw new Refusal('self_approval', ownRequest);
  },
  approvals: () => 0,
  async run(asked) {
    const { actor, desk } = asked;
    const loaded = await findDeploy(asked, asked.args.deploy);
    const deploy = insistOn(loaded.record, 'awaitingApproval', 'approval');
    if (deploy.askedBy.id === actor.id) throw new Refusal('self_approval', ownRequest);
    if (deploy.approvals.some(({ by }) => by.id === actor.id))
      throw new Refusal('self_approval', 'You have approved it already; someone else has to give the other approval.');
    if (desk.now().toISOString() >= deploy.expiresAt)
      throw new Refusal('approval_expired', `The time to approve \`${deploy.id}\` is over. ${deploy.askedBy.name} has to ask again.`);
    if (!(await desk.may(deploy.askedBy, allowedTo(deploy.kind, deploy.environment, deploy.service)))) {
      throw new Refusal(
        'not_authorized',
        `${deploy.askedBy.name} may no longer do that, so it cannot be approved. Somebody who may has to ask.`,
      );
    }
    const approved = { ...deploy, approvals: [...deploy.approvals, { by: refTo(actor), at: desk.now().toISOString() }] };
    const next = approved.approvals.length >= deploy.approvalsNeeded ? clear(approved) : approved;
    desk.change(deploys, loaded, next);
    return { message: decidedView(next) };
  },
});
