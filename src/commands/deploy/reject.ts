import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { refuse } from '../../domain/endings.ts';
import { allowedTo } from '../../domain/permission.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { decidedView, rejectModal } from '../../views/deploy/asked.ts';
import { DeployArgument, ReasonArgument } from '../arguments.ts';
import { findDeploy, insistOn } from './find.ts';

export const rejectDeploy = defineCommand({
  name: 'deploy reject',
  about: 'Say no to what somebody asked for, and why',
  usage: '<deploy> [<reason...>]',
  args: z.object({ deploy: DeployArgument, reason: ReasonArgument.optional() }),
  changes: true,
  verb: 'approve',
  async permission(asked) {
    const { record } = await findDeploy(asked, asked.args.deploy);
    return allowedTo('approve', record.environment, record.service);
  },
  approvals: () => 0,
  async run(asked) {
    const { actor, desk, args } = asked;
    const loaded = await findDeploy(asked, args.deploy);
    const deploy = insistOn(loaded.record, 'awaitingApproval', 'approval');
    if (args.reason === undefined) return { modal: rejectModal(deploy) };
    const next = refuse(deploy, [{ code: 'approval_rejected', say: `${actor.name} rejected it: ${args.reason}` }], desk.now());
    desk.change(deploys, loaded, next);
    return { message: decidedView(next) };
  },
});
