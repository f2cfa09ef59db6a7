import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { browserOnThePath, openBrowser } from '../support/browser.ts';
import { openSandbox } from '../support/sandbox.ts';
import { stranger } from '../support/stranger.ts';

const executablePath = browserOnThePath();

/** The whole sandbox with everything behind it: what the bot arranges in Slack is seen, and what people do there without typing is taken. */
describe.skipIf(executablePath === undefined)('a workspace that the bot arranges, in a browser', () => {
  const complaints: string[] = [];
  let browser: Browser;
  let sandbox: Sandbox;
  let page: Page;
  let me: ReturnType<typeof stranger>;

  beforeAll(async () => {
    [browser, sandbox] = await Promise.all([openBrowser(executablePath ?? ''), openSandbox({ bake: '1s' })]);
    page = await browser.newPage({ viewport: { width: 1360, height: 860 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (problem) => complaints.push(problem.message));
    me = stranger(page);
    await page.goto(sandbox.url);
    await page.getByRole('button', { name: 'Dismiss the suggestions' }).click();
    await me.becomes('Cleo Laurent');
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.stop();
    expect(complaints).toEqual([]);
  });

  const message = (text: string) => page.locator('#messages .message:not(.from-bot)', { hasText: text });

  it('shows the channel of an incident as it comes, with its topic, its pinned card and its bookmarks', async () => {
    await me.types('/incident declare Payments time out sev2 svc:payments');
    await page
      .locator('#places')
      .getByRole('button', { name: /payments-time-out/ })
      .click();
    await page.getByRole('heading', { name: /inc-.*payments-time-out/ }).waitFor();
    await page
      .getByText(/^INC-1 SEV2 · Payments time out/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: '1 pinned message' }).waitFor();
    await page.getByRole('link', { name: 'Headline' }).waitFor();
  });

  it('takes an emoji, and shows that it was taken', async () => {
    await me.types('the pool of connections is empty');
    await message('the pool of connections').hover();
    await message('the pool of connections').getByRole('button', { name: 'Add a reaction' }).click();
    await page.getByRole('menuitem', { name: ':pushpin:' }).click();
    await message('the pool of connections').getByRole('button', { name: ':white_check_mark: 1, put by Shipmate' }).waitFor();
    await page.locator('.message.from-bot', { hasText: 'Cleo Laurent: the pool of connections is empty' }).first().waitFor();
  });

  it('takes a shortcut on a message, and opens a form for one that is on none', async () => {
    await me.types('restarted the pool');
    await message('restarted the pool').hover();
    await message('restarted the pool').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Add to incident timeline' }).click();
    await message('restarted the pool').getByRole('button', { name: ':white_check_mark: 1, put by Shipmate' }).waitFor();

    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: 'New ticket' }).click();
    const form = page.getByRole('dialog', { name: 'New ticket' });
    await form.getByRole('textbox').first().fill('The pool has no alarm');
    await form.getByRole('button', { name: /Raise/ }).click();
    await form.waitFor({ state: 'detached' });
    await page.locator('#places').getByRole('button', { name: 'Shipmate' }).click();
    await page.getByText('The pool has no alarm').first().waitFor();
  });
});
