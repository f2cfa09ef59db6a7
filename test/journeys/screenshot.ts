import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox/index.ts';
import { browserOnThePath, openBrowser } from '../support/browser.ts';
import { environmentIn } from '../support/sandbox-environment.ts';
import { silentLog } from '../support/silent-log.ts';
import { stranger } from '../support/stranger.ts';

/** `npm run screenshot`: takes the picture of the page for the README, in the middle of a rollout to production. */

const executablePath = browserOnThePath();
if (executablePath === undefined) throw new Error('There is no Chromium on the PATH to take the picture with.');
const folder = mkdtempSync(join(tmpdir(), 'shipmate-screenshot-'));
const [browser, sandbox] = await Promise.all([
  openBrowser(executablePath),
  startSandbox({ environment: environmentIn(folder), log: silentLog, bake: '1s' }),
]);
try {
  const page = await browser.newPage({
    viewport: { width: 1360, height: 860 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const me = stranger(page);
  await page.goto(sandbox.url);
  await page.getByRole('button', { name: 'Dismiss the suggestions' }).click();
  await me.types('/deploy checkout v1.3.0 to staging');
  await me.card('D-1').getByText('Live').first().waitFor();
  await me.types('/deploy checkout v1.3.0 to production');
  const card = me.card('D-2');
  await card.getByRole('button', { name: 'Approve' }).waitFor();
  await me.becomes('Ben Okafor');
  await card.getByRole('button', { name: 'Approve' }).click();
  await me.answers('Approve');
  await card.getByText('2/3 ready').waitFor();
  await page.getByRole('article', { name: 'checkout in production' }).locator('.pod.starting').waitFor();
  await page.mouse.move(680, 30);
  await page.screenshot({ path: 'docs/sandbox.png' });
} finally {
  await browser.close();
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
