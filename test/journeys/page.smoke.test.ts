import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserOnThePath, openBrowser } from '../support/browser.ts';
import { type Canned, type CannedMessage, person, shipmate, startCanned } from './page.canned.ts';

const executablePath = browserOnThePath();

describe.skipIf(executablePath === undefined)('the page of the sandbox, in a browser', () => {
  let browser: Browser;
  let sandbox: Canned;
  let page: Page;
  /** What the browser complained about: script errors, refused content, failed requests. */
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath !== undefined) browser = await openBrowser(executablePath);
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    complaints = [];
    sandbox = await startCanned();
    sandbox.messages.push(card());
  });
  afterEach(async () => {
    await page.context().close();
    await sandbox.close();
    expect(complaints).toEqual([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    page.on('pageerror', (problem) => complaints.push(problem.message));
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
    await page.goto(sandbox.url);
    await page.getByRole('heading', { name: '#checkout', exact: true }).waitFor();
    await page.getByText('Rolling out checkout').waitFor();
  }

  const composer = () => page.getByRole('textbox', { name: /^Message / });
  const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()');

  it('completes commands, verbs and arguments by keyboard, and shows the usage with the current argument', async () => {
    await open();
    await composer().pressSequentially('/de');
    await page.getByRole('option', { name: /^\/deploy/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(await composer().inputValue()).toBe('/deploy ');
    expect(await page.locator('.slot.current').textContent()).toBe('<service>');
    expect(await page.getByRole('listbox').getByRole('option').allTextContents()).toEqual([
      expect.stringContaining('checkout'),
      expect.stringContaining('payments'),
      expect.stringContaining('status'),
      expect.stringContaining('cancel'),
    ]);

    await composer().pressSequentially('ch');
    await page.keyboard.press('Tab');
    await composer().pressSequentially('v1.3');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await composer().inputValue()).toBe('/deploy checkout v1.3.0 ');
    expect(await page.locator('.slot.current').textContent()).toBe('[to|on|in <environment>]');
    await composer().pressSequentially('to ');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    expect(await composer().inputValue()).toBe('/deploy checkout v1.3.0 to production ');

    await composer().pressSequentially('--');
    await page.getByRole('option', { name: '--dry-run' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('listbox').count()).toBe(0);
  });

  it('posts what was typed, brings the last line back, and keeps a line that was not taken', async () => {
    await open();
    await composer().fill('Good morning');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Good morning').waitFor();
    expect(sandbox.asked).toEqual([{ path: 'type', body: { as: 'ana', channel: 'checkout', text: 'Good morning' } }]);
    expect(await composer().inputValue()).toBe('');
    await page.keyboard.press('ArrowUp');
    expect(await composer().inputValue()).toBe('Good morning');

    sandbox.answer('type', () => ({ body: { ok: false, error: 'Nobody is called Ana here.' }, status: 400 }));
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('Nobody is called Ana here.');
    expect(await composer().inputValue()).toBe('Good morning');
    // The browser tells of every answer 400 itself.
    complaints = complaints.filter((complaint) => !complaint.includes('400'));
  });

  it('asks the question of a button first, and presses only after a yes', async () => {
    await open();
    const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.click();
    const question = page.getByRole('alertdialog', { name: 'Cancel this deploy?' });
    await question.getByText('stops where it is').waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    expect(sandbox.asked).toEqual([]);
    expect(await focused()).toBe('Cancel');

    await page.keyboard.press('Enter');
    await question.getByRole('button', { name: 'Cancel the deploy' }).click();
    await expect
      .poll(() => sandbox.asked)
      .toEqual([{ path: 'press', body: { as: 'ana', channel: 'checkout', ts: cardTs, actionId: 'cancel' } }]);
  });

  it('leaves the focus on the card when its button is gone', async () => {
    sandbox.answer('press', () => {
      sandbox.messages = [{ ...card('Rejected by Ana Ruiz'), blocks: card('Rejected by Ana Ruiz').blocks?.slice(0, 2) ?? [] }];
      return undefined;
    });
    await open();
    await page.getByRole('button', { name: 'Reject' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Rejected by Ana Ruiz').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.dataset.ts')).toBe(cardTs);
  });

  it('fills in a modal: what is missing, what the bot refuses, and what it takes', async () => {
    sandbox.answer('press', () => ({ body: { ok: true, view: { viewId: 'V1', view: rejectView } } }));
    sandbox.answer('submit', ({ values }) =>
      JSON.stringify(values).includes('because') ? undefined : { body: { ok: true, errors: { why: 'Say what is wrong with it.' } } },
    );
    await open();
    await page.getByRole('button', { name: 'Reject' }).click();
    const modal = page.getByRole('dialog', { name: 'Reject this deploy' });
    await modal.getByRole('button', { name: 'Reject' }).click();
    await modal.getByText('Please fill this in.').waitFor();
    expect(sandbox.asked.map(({ path }) => path)).toEqual(['press']);

    const reason = modal.getByRole('textbox', { name: 'Reason' });
    await reason.fill('no');
    await modal.getByRole('combobox', { name: 'Environment' }).selectOption('staging');
    await modal.getByRole('button', { name: 'Reject' }).click();
    await modal.getByText('Say what is wrong with it.').waitFor();
    expect(await reason.inputValue()).toBe('no');
    expect(await reason.getAttribute('aria-invalid')).toBe('true');

    await reason.fill('because');
    await modal.getByRole('button', { name: 'Reject' }).click();
    await modal.waitFor({ state: 'hidden' });
    expect(sandbox.asked.at(-1)).toEqual({
      path: 'submit',
      body: { as: 'ana', viewId: 'V1', values: { where: 'staging', why: 'because' } },
    });
  });

  it('opens the modal of a command, looks its options up, and says so when the bot does not answer', async () => {
    const service = {
      type: 'external_select',
      action_id: 'service',
      min_query_length: 1,
      placeholder: { type: 'plain_text', text: 'Service' },
    };
    const blocks = [{ type: 'input', block_id: 'what', label: { type: 'plain_text', text: 'Service' }, element: service }];
    const title = { type: 'plain_text', text: 'Deploy' };
    const submit = { type: 'plain_text', text: 'Go' };
    sandbox.answer('type', () => ({
      body: { ok: true, kind: 'command', view: { viewId: 'V2', view: { type: 'modal', title, submit, blocks } } },
    }));
    sandbox.answer('options', ({ viewId, actionId, value }) => ({
      body: { options: [{ text: { type: 'plain_text', text: `${viewId} ${actionId} ${value}` }, value: 'payments' }] },
    }));
    sandbox.answer('submit', () => ({ body: { ok: false, error: 'We had some trouble connecting. Try again?' } }));
    await open();
    await composer().fill('/deploy');
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog', { name: 'Deploy' });
    await modal.getByRole('combobox', { name: 'Service' }).fill('pay');
    await modal.locator('option', { hasText: 'V2 service pay' }).waitFor({ state: 'attached' });
    await modal.getByRole('combobox', { name: 'Service' }).fill('payments');
    await modal.getByRole('button', { name: 'Go' }).click();
    await modal.getByRole('alert').getByText('Try again?').waitFor();
    expect(sandbox.asked.at(-1)?.body).toEqual({ as: 'ana', viewId: 'V2', values: { what: 'payments' } });
  });

  it('has a conversation with the bot alone', async () => {
    sandbox.messages.push(line('Someone asks for you', { channel: 'shipmate', user: shipmate }));
    await open();
    await page.getByRole('button', { name: 'Shipmate unread' }).click();
    await page.getByText('Someone asks for you').waitFor();
    sandbox.messages.push(line('And again', { channel: 'shipmate', user: shipmate }));
    sandbox.tell('messages', 'D0ANA');
    await page.getByText('And again').waitFor();
  });

  it('keeps the focus inside a modal, and tells the bot when it is closed', async () => {
    sandbox.views.push({ viewId: 'V1', view: rejectView });
    await open();
    const modal = page.getByRole('dialog', { name: 'Reject this deploy' });
    await modal.waitFor();
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement === document.body || document.activeElement.closest("dialog") !== null')).toBe(
        true,
      );
    }
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'hidden' });
    await expect.poll(() => sandbox.asked).toEqual([{ path: 'close', body: { as: 'ana', viewId: 'V1' } }]);
  });

  it('changes an edited message in place: the same element, with the focus and the scroll position kept', async () => {
    sandbox.messages.unshift(...Array.from({ length: 60 }, (_, index) => line(`line ${index}`, { ts: at(-3_000 + index) })));
    await open();
    const message = page.locator(`[data-ts="${cardTs}"]`);
    await message.getByRole('button', { name: 'Reject' }).focus();
    await page.evaluate(
      `window.before = document.querySelector('[data-ts="${cardTs}"]'); document.querySelector('.log-box').scrollTop = 200`,
    );
    sandbox.messages = sandbox.messages.map((one) => (one.ts === cardTs ? card('▰▰▰▰▰ 5/5 ready') : one));
    sandbox.tell('messages', 'C0CHECKOUT');
    await message.getByText('5/5 ready').waitFor();
    expect(await page.evaluate(`window.before === document.querySelector('[data-ts="${cardTs}"]')`)).toBe(true);
    expect(await focused()).toBe('Reject');
    expect(await page.evaluate('document.querySelector(".log-box").scrollTop')).toBe(200);
  });

  it('marks a channel where something was said, until it is opened', async () => {
    await open();
    sandbox.messages.push(line('checkout v1.3.0 → production', { channel: 'deploys', user: shipmate }));
    sandbox.tell('messages', 'deploys');
    await page.getByRole('button', { name: 'deploys unread' }).click();
    await page.getByText('checkout v1.3.0 → production').waitFor();
    await page.getByRole('button', { name: 'deploys', exact: true }).waitFor();
  });

  it('opens a thread, takes a reply there, and shows a broadcast in the channel too', async () => {
    sandbox.messages.push(line('Pulled the image', { threadTs: cardTs, user: shipmate }));
    sandbox.messages.push(line('It was rolled back', { threadTs: cardTs, user: shipmate, broadcast: true }));
    await open();
    const channel = page.getByRole('main');
    await channel.getByText('It was rolled back').waitFor();
    expect(await channel.getByText('Pulled the image').count()).toBe(0);
    await channel.getByRole('button', { name: '2 replies' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Pulled the image').waitFor();
    await page.keyboard.type('@shipmate deploy status');
    await page.keyboard.press('Enter');
    await thread.getByText('@shipmate deploy status').waitFor();
    expect(sandbox.asked.at(-1)?.body).toMatchObject({ threadTs: cardTs, text: '@shipmate deploy status' });
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'hidden' });
    expect(await focused()).toBe('3 replies');
  });

  it('says of an ephemeral message that only you see it', async () => {
    sandbox.messages.push(line('You may not deploy to production.', { ephemeral: true, user: shipmate }));
    await open();
    const message = page.locator('.message', { hasText: 'You may not deploy' });
    expect(await message.textContent()).toContain('Only visible to you');
    expect(await page.locator('.message', { hasText: 'Rolling out' }).textContent()).not.toContain('Only visible to you');
  });

  it('shows hostile text as text, wherever it comes from', async () => {
    const image = '<img src=x onerror="window.harmed = true">';
    const hostile = `${image} &lt;!channel&gt; <javascript:alert(1)|click> *<script>window.harmed = true</script>*`;
    sandbox.messages.push(
      line(hostile, { user: { ...person('eve'), realName: image } }),
      line('', {
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: `${image} <!channel>` } },
          { type: 'section', text: { type: 'mrkdwn', text: hostile }, fields: [{ type: 'mrkdwn', text: hostile }] },
          { type: 'image', image_url: 'javascript:alert(1)', alt_text: image },
          { type: image },
        ],
      }),
    );
    sandbox.entries.push({
      seq: 1,
      at: image,
      actor: image,
      via: image,
      verb: image,
      args: { image },
      decision: image,
      reason: image,
      subjects: [image],
      hash: image,
    });
    sandbox.deployments.push(deployment([{ name: image, version: image, phase: image, ready: false, restarts: 1, reason: image }]));
    await open();
    await page.getByRole('heading', { name: `${image} <!channel>` }).waitFor();
    const shown = await page.locator('.message', { hasText: 'click' }).first().textContent();
    expect(shown).toContain(image);
    expect(shown).toContain('<!channel>');
    expect(await page.locator('img, .log script, .log a').count()).toBe(0);
    expect(await page.evaluate('window.harmed')).toBeUndefined();
  });

  it('shows mrkdwn as Slack does', async () => {
    const text =
      '*bold* _it_ ~gone~ `a*b*c` snake_case_name 2*3*4 <https://x.dev/?a=1&amp;b=2|the notes> <@U0BEN> <#C0DEPLOYS> :rocket: :unheard_of:\n&gt; quoted\n```\nlet *x* = 1\n```';
    sandbox.messages.push(line(text, { user: shipmate }));
    await open();
    const prose = page.locator('.message', { hasText: 'bold' }).locator('.prose');
    expect(await prose.locator('strong').allTextContents()).toEqual(['bold']);
    expect(await prose.locator('em').allTextContents()).toEqual(['it']);
    expect(await prose.locator('del').allTextContents()).toEqual(['gone']);
    expect(await prose.locator('code').allTextContents()).toEqual(['a*b*c', 'let *x* = 1']);
    expect(await prose.locator('blockquote').textContent()).toBe('quoted');
    expect(await prose.locator('.mention').allTextContents()).toEqual(['@Ben Okafor', '#deploys']);
    expect(await prose.getByRole('link', { name: 'the notes' }).getAttribute('href')).toBe('https://x.dev/?a=1&b=2');
    expect(await prose.textContent()).toContain('snake_case_name 2*3*4');
    expect(await prose.textContent()).toContain('🚀 :unheard_of:');
  });

  it('shows the pods and the ledger as they change', async () => {
    sandbox.deployments.push(
      deployment([{ name: 'checkout-1', version: 'v1.2.0', phase: 'Running', ready: true, restarts: 0, reason: '' }]),
    );
    await open();
    const production = page.getByRole('article', { name: 'checkout in production' });
    await production.getByText('1/1 ready').waitFor();
    sandbox.deployments = [
      deployment([
        { name: 'checkout-2', version: 'v1.4.0-crash', phase: 'Running', ready: false, restarts: 3, reason: 'CrashLoopBackOff' },
      ]),
    ];
    sandbox.tell('cluster');
    await production.getByText('CrashLoopBackOff').waitFor();
    expect(await production.getByRole('listitem').textContent()).toMatch(/v1\.4\.0-crash.*CrashLoopBackOff.*3 restarts/s);

    sandbox.entries.push({
      seq: 1,
      at: new Date().toISOString(),
      actor: 'U0EVE',
      via: 'slash',
      verb: 'deploy',
      args: 'checkout v1.3.0',
      decision: 'refused',
      reason: 'guest_user',
      subjects: [],
      hash: '0a1b2c3d4e5f6071',
    });
    sandbox.tell('ledger');
    const entry = page.locator('.entry');
    await entry.getByText('guest_user').waitFor();
    expect(await entry.textContent()).toMatch(/Eve Stone.*deploy.*checkout v1\.3\.0.*refused.*guest_user.*0a1b2c3d/s);
  });

  it('finds its way back after the sandbox was away', async () => {
    await open();
    sandbox.hangUp();
    sandbox.messages.push(line('Said meanwhile'));
    await page.getByText('Said meanwhile').waitFor();
    await page.getByText('The connection was lost').waitFor({ state: 'hidden' });
    complaints = complaints.filter((complaint) => !complaint.includes('ERR_INCOMPLETE_CHUNKED_ENCODING'));
  });

  it('suggests three commands on the first visit, and not again once dismissed', async () => {
    await open();
    await page.getByRole('button', { name: 'builds', exact: true }).click();
    await page.getByText('Nothing has been said in #builds yet.').waitFor();
    expect(await page.getByRole('region', { name: 'Three commands to try' }).getByRole('listitem').count()).toBe(3);
    await page.getByRole('button', { name: '/deploy checkout v1.4.0-crash to staging' }).click();
    expect(await composer().inputValue()).toBe('/deploy checkout v1.4.0-crash to staging');
    expect(await focused()).toBe('Message #builds as Ana Ruiz');
    await page.getByRole('radio', { name: /Ben Okafor/ }).check();
    await page.getByRole('textbox', { name: 'Message #builds as Ben Okafor' }).waitFor();
    expect(await composer().inputValue()).toBe('');

    await page.getByRole('button', { name: 'checkout unread' }).click();
    await page.getByRole('button', { name: 'Roll back' }).click();
    expect(await composer().inputValue()).toBe('/rollback checkout in production');
    await page.getByRole('button', { name: 'Dismiss the suggestions' }).click();
    await page.reload();
    await page.getByText('Rolling out checkout').waitFor();
    expect(await page.getByText('Try one of these').count()).toBe(0);
  });

  it('is usable by keyboard alone: become Ben, open a channel, type, press', async () => {
    await open();
    await page.getByRole('radio', { name: /Ana Ruiz/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('textbox', { name: 'Message #checkout as Ben Okafor' }).waitFor();
    expect(await page.evaluate('document.activeElement.value')).toBe('ben');

    await page.getByRole('button', { name: 'checkout', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Message #payments as Ben Okafor' }).waitFor();
    await page.keyboard.type('hello');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('hello').waitFor();
    expect(sandbox.asked.at(-1)?.body).toEqual({ as: 'ben', channel: 'payments', text: 'hello' });

    await page.getByRole('button', { name: 'payments', exact: true }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByText('Rolling out checkout').waitFor();
    // Backwards from the composer, past the suggestions, stands the card.
    for (let step = 0; step < 12 && (await focused()) !== 'Reject'; step += 1) await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await expect.poll(() => sandbox.asked.at(-1)?.body).toMatchObject({ as: 'ben', actionId: 'reject' });
  });

  it('has a commit built by whoever one is, and says who hears of it', async () => {
    sandbox.answer('world', ({ build }) => ({ body: { ok: true, faults: {}, build: { run: 7, number: build === undefined ? 0 : 12 } } }));
    await open();
    await page.getByRole('button', { name: 'Red', exact: true }).click();
    await page.getByText('#12 of acme/checkout fails. Unless the next one passes, #builds is told').waitFor();
    expect(sandbox.asked.at(-1)).toEqual({ path: 'world', body: { build: { repo: 'acme/checkout', outcome: 'red', author: 'ana' } } });
    await page.getByRole('combobox', { name: 'Push to' }).selectOption('checkout, a pull request');
    await page.getByRole('button', { name: 'Flaky' }).click();
    await page.getByText('Ana Ruiz alone is told.').waitFor();
    expect(sandbox.asked.at(-1)?.body).toMatchObject({ build: { outcome: 'flaky', pullRequest: {} } });
  });

  it('fits a phone of 360 pixels: one pane, two drawers, nothing to scroll sideways', async () => {
    sandbox.messages.push(line(`${'long'.repeat(60)} \`${'code'.repeat(40)}\``, { threadTs: cardTs, broadcast: true }));
    sandbox.deployments.push(
      deployment([
        { name: 'checkout-1', version: 'v1.4.0-crash', phase: 'Running', ready: false, restarts: 3, reason: 'CrashLoopBackOff' },
      ]),
    );
    await open({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    const fits = () =>
      page.evaluate(
        'document.documentElement.scrollWidth <= 360 && [...document.querySelectorAll(".log-box, .scene-scroll")].every((box) => box.scrollWidth <= box.clientWidth)',
      );
    expect(await fits()).toBe(true);

    await page.getByRole('button', { name: 'Channels and people' }).click();
    await page.getByRole('radio', { name: /Ben Okafor/ }).waitFor();
    expect(await fits()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: /Ben Okafor/ }).waitFor({ state: 'hidden' });
    expect(await focused()).toBe('Channels and people');

    await page.getByRole('button', { name: 'Behind the scenes' }).click();
    await page.getByText('CrashLoopBackOff').waitFor();
    expect(await fits()).toBe(true);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: '1 reply' }).click();
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();
    expect(await fits()).toBe(true);
  });
});

describe('what serves the page', () => {
  it('answers with a strict policy and the right types, and 404 for anything else', async () => {
    const sandbox = await startCanned();
    try {
      const root = await fetch(sandbox.url);
      expect(root.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(root.headers.get('content-security-policy')).toContain("default-src 'self'");
      for (const path of ['/app.js', '/lib/preact.mjs', '/lib/hooks.mjs', '/lib/htm.mjs'])
        expect((await fetch(sandbox.url + path)).headers.get('content-type'), path).toBe('text/javascript; charset=utf-8');
      expect((await fetch(`${sandbox.url}/style/base.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
      const etag = root.headers.get('etag') ?? '';
      expect((await fetch(sandbox.url, { headers: { 'if-none-match': etag } })).status).toBe(304);
      for (const path of [
        '/nothing.js',
        '/style',
        '/..%2fpage.ts',
        '/%2e%2e/page.ts',
        '/lib/constructor',
        '/../../package.json',
        '/page.ts',
      ])
        expect((await fetch(sandbox.url + path)).status, path).toBe(404);
      expect((await fetch(sandbox.url, { method: 'POST' })).status).toBe(405);
    } finally {
      await sandbox.close();
    }
  });
});

const start = Math.floor(Date.now() / 1000) - 900;
const at = (seconds: number): string => (start + seconds).toFixed(6);
const cardTs = at(0);
let later = 0;

function line(text: string, given: Partial<CannedMessage> = {}): CannedMessage {
  later += 1;
  return { ts: at(later), channel: 'checkout', user: person('ben'), text, ...given };
}

function card(progress = '▰▰▰▱▱ 3/5 ready'): CannedMessage {
  return {
    ts: cardTs,
    channel: 'checkout',
    user: shipmate,
    text: 'Rolling out checkout v1.3.0 to production',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Rolling out checkout v1.3.0 to production' } },
      { type: 'section', text: { type: 'mrkdwn', text: progress } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'cancel',
            style: 'danger',
            text: { type: 'plain_text', text: 'Cancel' },
            confirm: {
              title: { type: 'plain_text', text: 'Cancel this deploy?' },
              text: { type: 'mrkdwn', text: '*checkout v1.3.0* to production stops where it is.' },
              confirm: { type: 'plain_text', text: 'Cancel the deploy' },
              deny: { type: 'plain_text', text: 'Let it run' },
            },
          },
          { type: 'button', action_id: 'reject', text: { type: 'plain_text', text: 'Reject' } },
        ],
      },
    ],
  };
}

const rejectView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Reject this deploy' },
  submit: { type: 'plain_text', text: 'Reject' },
  blocks: [
    {
      type: 'input',
      block_id: 'where',
      label: { type: 'plain_text', text: 'Environment' },
      element: {
        type: 'static_select',
        action_id: 'environment',
        options: ['staging', 'production'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
        initial_option: { text: { type: 'plain_text', text: 'production' }, value: 'production' },
      },
    },
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'reason', multiline: true },
    },
  ],
};

const deployment = (pods: Array<{ version: string; ready: boolean; [field: string]: unknown }>) => ({
  namespace: 'production',
  name: 'checkout',
  image: 'registry/shop/checkout',
  version: pods[0]?.version,
  generation: 1,
  replicas: pods.length,
  updated: pods.length,
  ready: pods.filter(({ ready }) => ready).length,
  available: 0,
  pods,
});
