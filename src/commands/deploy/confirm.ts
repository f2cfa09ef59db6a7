import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { awaitApproval, clear } from '../../domain/endings.ts';
import { allowedTo } from '../../domain/permission.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { decidedView } from '../../views/deploy/asked.ts';
import { DeployArgument } from '../arguments.ts';
import { findDeploy, insistOn } from './find.ts';

export const confirmDeploy = defineCommand({
  name: 'deploy confirm',
  about: 'Start what was planned for a protected environment',
  usage: '<deploy>',
  args: z.object({ deploy: DeployArgument }),
  changes: true,
  verb: 'deploy',
  async permission(asked) {
    const { record } = await findDeploy(asked, asked.args.deploy);
    return allowedTo(record.kind, record.environment, record.service);
  },
  approvals: () => 0, // the deploy itself carries how many it needs
  async run(asked) {
    const { actor, desk } = asked;
    const loaded = await findDeploy(asked, asked.args.deploy);
    const deploy = insistOn(loaded.record, 'awaitingConfirm', 'a click');
    if (deploy.askedBy.id !== actor.id)
      throw new Refusal('not_authorized', `\`${deploy.id}\` waits for ${deploy.askedBy.name}, who asked for it.`);
    const next = deploy.approvalsNeeded === 0 ? clear(deploy) : awaitApproval(deploy, await desk.rights.approversOf(deploy), desk.now());
    desk.change(deploys, loaded, next);
    return { message: decidedView(next) };
  },
});
