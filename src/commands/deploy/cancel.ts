import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { cancel } from '../../domain/endings.ts';
import { allowedTo } from '../../domain/permission.ts';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { decidedView, stoppingView } from '../../views/deploy/asked.ts';
import { DeployArgument } from '../arguments.ts';
import { findDeploy } from './find.ts';

export const cancelDeploy = defineCommand({
  name: 'deploy cancel',
  about: 'Call a deploy off, or stop it where it stands',
  usage: '<deploy>',
  args: z.object({ deploy: DeployArgument }),
  changes: true,
  verb: 'deploy',
  async permission(asked) {
    const { record } = await findDeploy(asked, asked.args.deploy);
    return allowedTo(record.kind, record.environment, record.service);
  },
  approvals: () => 0,
  async run(asked) {
    const { actor, desk } = asked;
    const loaded = await findDeploy(asked, asked.args.deploy);
    const deploy = loaded.record;
    if ('endedAt' in deploy)
      throw new Refusal('stale_card', `\`${deploy.id}\` is over already; there is nothing to cancel. \`/rollback\` puts a release back.`);
    if ('fence' in deploy) {
      // it may be writing to the cluster at this moment: it stops at its next safe point, and says itself what it leaves behind
      if (deploy.stop !== null) throw new Refusal('duplicate', `\`${deploy.id}\` is being stopped already: ${deploy.stop.because}.`);
      desk.change(deploys, loaded, { ...deploy, stop: { by: refTo(actor), because: `${actor.name} stops it` } });
      return { message: stoppingView(deploy) };
    }
    const next = cancel(deploy, refTo(actor), 'Nothing was changed in the cluster.', desk.now());
    desk.change(deploys, loaded, next);
    return { message: decidedView(next) };
  },
});
