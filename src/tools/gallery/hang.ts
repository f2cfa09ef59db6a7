import { openServer } from '../../integrations/http/server.ts';
import { createApi } from '../../sandbox/api.ts';
import { createFaults } from '../../sandbox/faults.ts';
import { servePage } from '../../sandbox/page.ts';
import { startSlack } from '../../sandbox/slack/index.ts';
import { channels } from '../../sandbox/world.ts';
import type { Picture } from './views.ts';

/** Hangs the pictures in the sandbox's workspace, without a bot: each below its name. Slack's double takes none that Slack would not take. */
export async function hang(pictures: readonly Picture[], port: number): Promise<string> {
  const slack = await startSlack({ rateLimits: false });
  for (const { name, shows } of pictures) {
    const channel = channels.find((one) => one.name === (name.startsWith('ops') ? 'help' : 'checkout'))?.id;
    await slack.types({ as: 'ana', channel: channel ?? '', text: name });
    const said = 'otherwise' in shows ? { text: shows.otherwise } : shows;
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` },
      body: JSON.stringify({ channel, ...said }),
    });
    const answer = await response.text();
    if (!answer.includes('"ok":true')) throw new Error(`${name}: ${answer}`);
  }
  const nothing = { slack: createFaults(), github: createFaults(), registry: createFaults(), cluster: createFaults() };
  const api = createApi({
    slack,
    commands: [],
    cluster: async () => ({ deployments: [] }),
    ledger: async () => ({ entries: [] }),
    faults: nothing,
  });
  const page = servePage();
  const { url } = await openServer(
    (request, response) => {
      const asked = new URL(request.url ?? '/', 'http://localhost');
      return asked.pathname.startsWith('/api/') ? api(request, response, asked) : page(request, response, asked);
    },
    { port, host: '127.0.0.1' },
  );
  return url;
}
