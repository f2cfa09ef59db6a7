import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { browserOnThePath, openBrowser } from '../support/browser.ts';
import { openSandbox } from '../support/sandbox.ts';
import { stranger } from '../support/stranger.ts';

const executablePath = browserOnThePath();

/** The minutes of an incident in short, as a stranger plays them on the page of the sandbox: incident-minutes.test.ts has them in full. */
describe.skipIf(executablePath === undefined)('an incident from beginning to end, with a browser', () => {
  const complaints: string[] = [];
  let browser: Browser;
  let sandbox: Sandbox;
  let page: Page;
  let me: ReturnType<typeof stranger>;

  beforeAll(async () => {
    if (executablePath === undefined) return;
    [browser, sandbox] = await Promise.all([openBrowser(executablePath), openSandbox({ speed: 3, bake: '1s' })]);
    page = await browser.newPage({ viewport: { width: 1360, height: 860 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (problem) => complaints.push(problem.message));
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
    me = stranger(page);
    await page.goto(sandbox.url);
    await page.getByRole('button', { name: 'Dismiss the suggestions' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
    expect(complaints).toEqual([]);
  });

  const goes = (name: string | RegExp) => page.locator('#places').getByRole('button', { name }).click();
  const told = (text: string): Locator => page.locator('.message.from-bot:not(.private)', { hasText: text }).first();
  const said = (text: string): Locator => page.locator('#messages .message:not(.from-bot)', { hasText: text });
  const card = () =>
    page.locator('.message.from-bot:not(.private)', { has: page.getByRole('heading', { name: 'INC-1 Nobody can pay', exact: true }) });

  /** What is so now stands on it, and what became so on one of its last lines. */
  const cardSays = (text: string) => card().getByText(text).first().waitFor();

  it('begins after a deploy, with a channel of its own and what changed shortly before', async () => {
    await me.types('/deploy checkout v1.3.0 to staging');
    await me.card('D-1').getByText('Live').first().waitFor();
    await me.becomes('Cleo Laurent');
    await me.types('/incident declare Nobody can pay sev1 svc:checkout');
    await goes(/nobody-can-pay/);
    await cardSays('nobody yet');
    await page.getByRole('button', { name: '1 pinned message' }).waitFor();
    await told('What changed before').getByText('v1.2.0 → v1.3.0 in staging').first().waitFor();
    await card().getByRole('button', { name: 'I lead' }).click();
    await cardSays('Cleo Laurent');
  });

  it('is written down by typing, by an emoji on what somebody says, and by itself', async () => {
    await me.types('/incident log -2m the first customer calls');
    await told('Cleo Laurent: the first customer calls').waitFor();
    await me.becomes('Ana Ruiz');
    await me.types('the pool of connections is empty');
    await said('the pool of connections').hover();
    await said('the pool of connections').getByRole('button', { name: 'Add a reaction' }).click();
    await page.getByRole('menuitem', { name: ':pushpin:' }).click();
    await said('the pool of connections').getByRole('button', { name: ':white_check_mark: 1, put by Shipmate' }).waitFor();
    await told('What changed before').getByRole('button', { name: 'Roll back' }).click();
    await me.answers('Roll back');
    await page.getByRole('article', { name: 'checkout in staging' }).locator('.pod', { hasText: 'v1.2.0' }).first().waitFor();
    await cardSays('Ana Ruiz rolls checkout in staging back to v1.2.0');
    await me.types('/incident timeline');
    const timeline = page.locator('.message.private', { hasText: 'times are yours' }).last();
    for (const line of ['the first customer calls', 'the pool of connections is empty', 'rolls checkout in staging back'])
      await timeline.getByText(line).first().waitFor();
  });

  it('goes into its next phase by a press, is mitigated, and is resolved once what belongs to it is known', async () => {
    await me.becomes('Cleo Laurent');
    await card().getByRole('button', { name: 'Begin the response' }).click();
    await cardSays('in response');
    await card().getByRole('button', { name: 'Mitigated' }).click();
    await cardSays('in remediation');
    await card().getByRole('button', { name: 'Resolve' }).click();
    await me.isTold('Before INC-1 is resolved it needs its impact');
    await me.types('/incident impact no payment goes through');
    await cardSays('no payment goes through');
    await me.types('/incident cause deploy');
    await me.isTold('kind of cause: deploy');
    await me.types('/incident resolve the pool has its old size again');
    await page.getByRole('heading', { name: 'INC-1 Nobody can pay is resolved' }).waitFor();
  });

  it('leaves a review and a picture to learn from', async () => {
    await told('Began until declared').getByRole('button', { name: 'Draft the review' }).click();
    await page
      .getByRole('link', { name: /Review of INC-1/ })
      .first()
      .waitFor();
    await goes(/^incidents/);
    await told('Resolved').getByText('the pool has its old size again').first().waitFor();
    await me.types('/incident stats --by cause');
    await page
      .getByRole('img', { name: /Incidents by cause/ })
      .first()
      .waitFor();
  });
});
