import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { browserOnThePath, openBrowser } from '../support/browser.ts';
import { openSandbox } from '../support/sandbox.ts';
import { stranger } from '../support/stranger.ts';

const executablePath = browserOnThePath();

describe.skipIf(executablePath === undefined)('a stranger in the sandbox, with a browser', () => {
  let browser: Browser;
  let sandbox: Sandbox;
  let page: Page;
  const complaints: string[] = [];
  /** What the stranger does and sees. */
  let me: ReturnType<typeof stranger>;

  beforeAll(async () => {
    if (executablePath === undefined) return;
    [browser, sandbox] = await Promise.all([openBrowser(executablePath), openSandbox({ speed: 3, bake: '1s' })]);
    const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    page.on('pageerror', (problem) => complaints.push(problem.message));
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
    me = stranger(page);
    await page.goto(sandbox.url);
    await page.getByRole('heading', { name: '#checkout', exact: true }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
    expect(complaints).toEqual([]);
  });

  it('is told what to try, and deploys to production as Ana and Ben, in one message that moves', async () => {
    await page.getByText('Nothing has been said in #checkout yet.').waitFor();
    await page.getByRole('button', { name: '/deploy checkout v1.3.0 to production' }).click();
    await page.keyboard.press('Enter');
    const card = me.card('D-1');
    await card.getByText('Needs an approval').waitFor();
    const ts = await card.getAttribute('data-ts');
    await card.getByRole('button', { name: 'Approve' }).click();
    await me.answers('Approve');
    await me.isTold('Someone else has to approve what you asked for.');

    await page.getByRole('button', { name: 'Become Ben Okafor' }).click();
    await page.getByRole('textbox', { name: 'Message #checkout as Ben Okafor' }).waitFor();
    const states = await me.watches(card);
    await card.getByRole('button', { name: 'Approve' }).click();
    const question = page.getByRole('alertdialog', { name: 'Approve?' });
    expect(await question.textContent()).toContain('checkout in production: v1.2.0 → v1.3.0');
    await me.answers('Approve');
    const production = page.getByRole('article', { name: 'checkout in production' });
    await production.locator('.pod', { hasText: 'v1.3.0' }).first().waitFor();
    await card.getByText('Live', { exact: false }).first().waitFor();
    await production.getByText('3/3 ready').waitFor();
    expect(await production.locator('.pod').allTextContents()).toEqual([0, 1, 2].map(() => expect.stringMatching(/^\s*v1\.3\.0/)));
    expect(await card.getAttribute('data-ts')).toBe(ts);
    const seen = await states();
    expect([seen[0], seen.at(-1)]).toEqual(['Needs an approval', 'Live']);
    expect(seen.length).toBeGreaterThan(2);
    expect(await page.getByRole('button', { name: 'deploys unread' }).count()).toBe(1);
  });

  it('sees the ledger grow, the newest on top: who asked, who was refused, who agreed', async () => {
    const entries = page.locator('.entry');
    expect(await entries.first().innerText()).toMatch(/Shipmate\s+D-1\s+baking → live/);
    const all = (await entries.allInnerTexts()).join('\n');
    // answered at once, the request is one line; opened on its own before that, it is two
    expect(all).toMatch(/Ana Ruiz\s+deploy checkout v1\.3\.0 (?:production\s+done|to production\s+opened)/);
    expect(all).toMatch(/Ana Ruiz\s+deploy approve D-1\s+refused\s+self_approval/);
    expect(all).toMatch(/Ben Okafor\s+D-1\s+awaiting approval → cleared\s+done/);
    expect(await page.locator('.entry.bad').count()).toBe(1);
  });

  it('completes a line by keyboard, and sees a bad version being put back by itself', async () => {
    await me.becomes('Ana Ruiz');
    const composer = me.composer();
    await composer.fill('');
    await composer.pressSequentially('/dep');
    await page.getByRole('option', { name: /^\/deploy/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await composer.pressSequentially('che');
    await page.keyboard.press('Tab');
    await composer.pressSequentially('v1.4.0');
    await page.keyboard.press('Tab');
    expect(await composer.inputValue()).toBe('/deploy checkout v1.4.0-crash ');
    expect(await page.locator('.slot.current').textContent()).toContain('<environment>');
    await composer.pressSequentially('to st');
    await page.keyboard.press('Tab');
    expect(await composer.inputValue()).toBe('/deploy checkout v1.4.0-crash to staging ');
    await page.keyboard.press('Enter');

    const staging = page.getByRole('article', { name: 'checkout in staging' });
    const card = me.card('D-2');
    await card.getByText('Rolled back').first().waitFor();
    await staging.getByText('2/2 ready').waitFor();
    const log = page.getByRole('log', { name: 'Messages in #checkout' });
    await log.getByText('crashes as soon as it starts').first().waitFor();
    await log.getByText('TypeError: Cannot read properties of undefined').waitFor();
    expect(await log.textContent()).not.toContain('hunter2');
  });

  it('reads on in the thread, and asks there by mentioning the bot', async () => {
    const card = me.card('D-2');
    await card.getByRole('button', { name: /repl(y|ies)$/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('crashes as soon as it starts').first().waitFor();
    await page.keyboard.type('@shipmate ops whoami');
    await page.keyboard.press('Enter');
    await page.getByText('You are Ana Ruiz').first().waitFor();
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'hidden' });
  });

  it('turns a deploy down with a reason, which everybody reads', async () => {
    await me.types('/deploy checkout v1.2.1 to production --reason "cheaper & <!channel>"');
    const card = me.card('D-3');
    await card.getByText('cheaper & <!channel>').waitFor();
    await me.becomes('Ben Okafor');
    await card.getByRole('button', { name: 'Reject' }).click();
    const modal = page.getByRole('dialog', { name: 'Reject D-3' });
    await modal.getByRole('textbox').fill('Not before the audit');
    await modal.getByRole('button', { name: 'Reject' }).click();
    await modal.waitFor({ state: 'hidden' });
    await card.getByText('Not before the audit').first().waitFor();
    expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await page.locator('.mention.loud').count()).toBe(0);
  });

  it('asks what may be done, and a stranger to the company may do nothing', async () => {
    await me.types('/ops help deploy');
    await me.isTold('/deploy <service> <version>');
    await me.becomes('Eve Stone');
    await me.types('/deploy checkout v1.3.0 to staging');
    await me.isTold('I only work for people of this workspace.');
    expect(await page.locator('.entry').first().innerText()).toMatch(/Eve Stone\s+deploy.*refused\s+external_user/s);
    await page.getByRole('button', { name: /^audit/ }).click();
    expect(await me.card('D-1').count()).toBe(0);
  });

  it('is shown in the dark, and on a phone, with nothing to scroll sideways', async () => {
    await me.becomes('Ana Ruiz');
    await page.getByRole('button', { name: /^checkout/ }).click();
    await me.card('D-2').waitFor();
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });

    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Behind the scenes' }).click();
    await page.getByRole('complementary', { name: 'Behind the scenes' }).getByText('checkout').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await overflowing(page.locator('.log-box'))).toBe(false);
    await page.keyboard.press('Escape');
  });
});

const overflowing = (box: Locator): Promise<boolean> =>
  box.evaluate((element: { scrollWidth: number; clientWidth: number }) => element.scrollWidth > element.clientWidth);
