import type { Deploy } from '../../domain/deploy.ts';
import { verifiedReleases } from '../../domain/history.ts';
import type { Message } from '../../ports.ts';
import { aside, code, listing, moment, mrkdwn, say } from '../kit.ts';
import { headline } from './headline.ts';
import { known, title } from './parts.ts';

const day = '{date_short_pretty} {time}';

/** What is live in each lane by all that I did and saw there, and what is on its way. */
export function statusView(lanes: readonly { service: string; environment: string; deploys: readonly Deploy[] }[], now: Date): Message {
  const lines = lanes.flatMap(({ service, environment, deploys }) => {
    const over = deploys.filter((deploy) => 'endedAt' in deploy);
    const live = verifiedReleases(over).find(({ withdrawnBy }) => withdrawnBy === null);
    const by = deploys.find(({ id }) => id === live?.by)?.askedBy.name;
    const stuck = over[0]?.status === 'stuck' ? over[0] : undefined;
    const what = stuck
      ? mrkdwn`:rotating_light: ${headline(stuck, now)}`
      : live
        ? mrkdwn`${code(live.version)} since ${moment(live.at, day)}${by === undefined ? ' (found running)' : ` by ${by}`}`
        : mrkdwn`not deployed by me yet`;
    const moving = deploys
      .filter((deploy) => !('endedAt' in deploy) && !deploy.dryRun && deploy.confirmed)
      .map((deploy) => mrkdwn`      ${code(deploy.id)} ${title(deploy)}: ${headline(deploy, now)}`);
    return [mrkdwn`*${service}* in *${environment}*: ${what}`, ...moving];
  });
  return listing('What is live', lines.length > 0 ? lines : [mrkdwn`There is nothing of that kind in shipmate.yaml.`]);
}

export function historyView(deploys: readonly Deploy[], now: Date): Message {
  if (deploys.length === 0) return say(mrkdwn`Nothing was deployed yet. Begin with ${code('/deploy <service> <version>')}.`);
  return listing(
    'The last deploys',
    deploys.map(
      (deploy) =>
        mrkdwn`${code(deploy.id)} ${title(deploy)}: ${headline(deploy, now)} · ${deploy.askedBy.name} · ${moment(known(deploy).endedAt ?? deploy.askedAt, day)}`,
    ),
  );
}

export function queueView(deploys: readonly Deploy[], now: Date): Message {
  if (deploys.length === 0) return say(mrkdwn`Nothing runs and nothing waits.`);
  return listing(
    'What runs and waits',
    deploys.map((deploy) => mrkdwn`${code(deploy.id)} ${title(deploy)}: ${headline(deploy, now)} · ${deploy.askedBy.name}`),
    aside(mrkdwn`${code('/deploy cancel <id>')} calls one off`),
  );
}
