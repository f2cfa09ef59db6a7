import type { GithubAccess } from '../../config/environment.ts';
import { Outage } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import type { GitHubApp } from '../../integrations/github/app.ts';
import { type Finding, ill, well } from './finding.ts';

export interface WebhooksPatient {
  settings: Settings;
  webhookSecret: GithubAccess['webhookSecret'];
  /** Absent: a token is used, or nothing; of those GitHub does not tell. */
  app: GitHubApp | undefined;
}

const what = 'GitHub webhook';
const path = '/github/webhooks';

/** Whether GitHub can tell of builds. GitHub keeps what became of its deliveries: that says whether it reaches the bot, and with which secret. */
export async function examineWebhooks({ settings, webhookSecret, app }: WebhooksPatient): Promise<Finding[]> {
  if (settings.builds.length === 0) return [];
  if (webhookSecret === undefined)
    return [
      ill(
        what,
        'GITHUB_WEBHOOK_SECRET is not set, so no webhook is taken, and builds are told minutes late.',
        'Set it to what the webhook at GitHub is signed with.',
      ),
    ];
  if (app === undefined) return [];
  try {
    return [await examineDeliveries(app)];
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    return [ill(what, 'GitHub does not answer the App.', 'Try again; GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY have to belong together.')];
  }
}

async function examineDeliveries(app: GitHubApp): Promise<Finding> {
  const url = await app.hookUrl();
  if (url === null)
    return ill(
      what,
      'the App has none.',
      `Give it https://<your host>${path}, unless the organisation or the repositories have their own.`,
    );
  if (!isOurs(url)) return ill(what, `it goes to ${url}.`, `Let it end in ${path}.`);
  const [last] = await app.deliveries();
  if (last === undefined) return well(what, `goes to ${url}. Nothing was sent yet.`);
  if (last.status === 401)
    return ill(
      what,
      'the last delivery was refused: its signature is not right.',
      'Put the same secret into the App and GITHUB_WEBHOOK_SECRET.',
    );
  if (last.status < 200 || last.status > 299)
    return ill(
      what,
      `the last delivery (${last.at}) did not arrive: ${last.said}.`,
      `Let GitHub reach ${url}, and see "Recent deliveries" of the App.`,
    );
  return well(what, `the last delivery to ${url} was taken.`);
}

const isOurs = (url: string): boolean => URL.canParse(url) && new URL(url).pathname.replace(/\/$/, '') === path;
