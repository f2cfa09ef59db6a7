import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';

/** A process whose timer throws where nobody catches it. */
const breaks = `
  import { catchMishaps } from './src/integrations/machine/mishaps.ts';
  import { createLog } from './src/integrations/machine/log.ts';
  catchMishaps(createLog('info'));
  setInterval(() => {}, 1_000);
  setTimeout(() => { throw new Error('half done'); });
`;

describe('what nobody caught', () => {
  it('is told, and the bot goes on, when Slack says on a socket what its library cannot read', async () => {
    const fleet = await startFleet({ socketMode: true });
    const bot = await fleet.launch();
    await until(() => fleet.slack.openSockets() === 2);
    fleet.slack.mutterOnSockets({ type: 'events_api', envelope_id: 'e1' });
    await until(() => bot.said().includes('Something failed and nobody listened'));
    expect(await fleet.ana.types('/ops whoami')).toContain('Ana Ruiz');
    expect(bot.runs()).toBe(true);
    await fleet.stop();
  });

  it('ends the process, to be started again, when it may have left something half done', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', breaks], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const said = await text(child.stdout);
    expect(await ended).toBe(1);
    expect(said).toContain('half done');
  });
});
