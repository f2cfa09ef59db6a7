import { menu } from '../commands/index.ts';
import type { SlackEnvironment } from '../config/environment.ts';
import { read } from '../config/policy.ts';
import { UnusableSettings } from '../config/problem.ts';
import { createApp } from '../integrations/github/app.ts';
import { openGitHub } from '../integrations/github/open.ts';
import { createCluster } from '../integrations/kubernetes/cluster.ts';
import { machineClock } from '../integrations/machine/clock.ts';
import { createRegistry } from '../integrations/registry/registry.ts';
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
  const opened = github.credential && openGitHub({ apiUrl: github.apiUrl, auth: github.credential });
  try {
    return await examine({
      slack,
      settings: checked.settings,
      scopes: scopeReasons,
      now: () => machineClock.now(),
      code: opened?.code,
      webhookSecret: github.webhookSecret,
      app: github.credential?.kind === 'app' ? createApp({ apiUrl: github.apiUrl, ...github.credential }) : undefined,
      issues: opened?.issues,
      installed: opened && ((repo) => opened.client.installation(`/repos/${repo}`)),
      registry: createRegistry({ allow: () => Object.values(checked.settings.services).map(({ image }) => image) }),
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
