import { menu } from '../commands/index.ts';
import type { SlackEnvironment } from '../config/environment.ts';
import { read } from '../config/policy.ts';
import { UnusableSettings } from '../config/problem.ts';
import { createApp } from '../integrations/github/app.ts';
import { createClient } from '../integrations/github/client.ts';
import { createGitHub } from '../integrations/github/github.ts';
import { createIssues } from '../integrations/github/issues.ts';
import { createCluster } from '../integrations/kubernetes/cluster.ts';
import { machineClock } from '../integrations/machine/clock.ts';
import { scopeReasons } from '../integrations/slack/manifest.ts';
import { openStore } from '../integrations/store/store.ts';
import { byEmoji } from '../pipeline/gestures.ts';
import type { Log } from '../ports.ts';
import { examine } from '../tools/doctor/examine.ts';
import type { Finding } from '../tools/doctor/finding.ts';
import { withDatabase } from './with-database.ts';

/** Examines the bot that this environment and its settings describe. @throws UnusableSettings */
export async function callDoctor({ environment, log }: { environment: SlackEnvironment; log: Log }): Promise<Finding[]> {
  const { slack, github, kubeconfig, settingsPath } = environment;
  const checked = read(settingsPath, byEmoji(menu.commands));
  if ('problems' in checked) throw new UnusableSettings(settingsPath, checked.problems);
  const cluster = createCluster({ log, clock: machineClock, ...(kubeconfig === undefined ? { inCluster: true } : { kubeconfig }) });
  const access = github.credential && { apiUrl: github.apiUrl, auth: github.credential };
  const client = access && createClient(access);
  try {
    return await examine({
      slack,
      settings: checked.settings,
      scopes: scopeReasons,
      now: () => machineClock.now(),
      code: access && createGitHub(access, client),
      webhookSecret: github.webhookSecret,
      app: github.credential?.kind === 'app' ? createApp({ apiUrl: github.apiUrl, ...github.credential }) : undefined,
      issues: client && createIssues(client),
      installed: client && ((repo) => client.installation(`/repos/${repo}`)),
      cluster,
      checkDatabase: () =>
        withDatabase(environment.database, log, async (connection) => {
          const store = await openStore({ connection, log, clock: machineClock });
          await store.check().finally(() => store.close());
        }),
    });
  } finally {
    cluster.close();
  }
}
