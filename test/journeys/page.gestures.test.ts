import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { choice, input, someone, ticks } from '../../src/views/inputs.ts';
import { browserOnThePath, openBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { type Canned, person, shipmate, startCanned } from './page.canned.ts';

const executablePath = browserOnThePath();
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe.skipIf(executablePath === undefined)('emoji, shortcuts, files and what a channel keeps, in a browser', () => {
  let browser: Browser;
  let sandbox: Canned;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath !== undefined) browser = await openBrowser(executablePath);
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    complaints = [];
    sandbox = await startCanned();
    Object.assign(sandbox.world, {
      shortcuts: [
        { title: 'Add to timeline', on: 'message' },
        { title: 'New ticket', on: 'anywhere' },
      ],
      emoji: ['pushpin', 'ticket'],
      bookmarks: [{ title: 'Status page', link: 'https://status.acme.dev/' }],
    });
    const at = (seconds: number) => (Date.now() / 1000 - 600 + seconds).toFixed(6);
    sandbox.messages.push(
      { ts: at(0), channel: 'checkout', user: shipmate, text: 'Incident INC-1', pinned: true, blocks: [] },
      {
        ts: at(1),
        channel: 'checkout',
        user: person('ben'),
        text: 'Payments are slow',
        reactions: [
          { name: 'pushpin', users: ['U0ANA'] },
          { name: 'white_check_mark', users: ['U0SHIPMATE'] },
        ],
        files: [
          { id: 'F1', name: 'graph.png', title: 'Latency', type: 'image/png', size: 70 },
          { id: 'F2', name: 'log.txt', title: 'The log', type: 'text/plain', size: 5_120 },
        ],
      },
      { ts: at(2), channel: 'checkout', user: person('ana'), text: 'I look at a &lt; b' },
    );
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
    await page.route('**/api/file?**', (route) => route.fulfill({ contentType: 'image/png', body: Buffer.from(pixel, 'base64') }));
    page.on('pageerror', (problem) => complaints.push(problem.message));
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
    await page.goto(sandbox.url);
    await page.getByText('Payments are slow').waitFor();
  }

  const message = (text: string) => page.locator('#messages .message', { hasText: text });
  const asked = (path: string) => sandbox.asked.filter((one) => one.path === path).map(({ body }) => body);
  const tsOf = (index: number) => sandbox.messages[index]?.ts;

  it('puts an emoji on a message and takes it away, by mouse and by keyboard', async () => {
    await open();
    await message('Payments are slow').getByRole('button', { name: ':pushpin: 1, put by Ana Ruiz', pressed: true }).click();
    await until(() => asked('react').length === 1);
    expect(asked('react')[0]).toEqual({ as: 'ana', channel: 'checkout', ts: tsOf(1), emoji: 'pushpin', remove: true });

    await message('I look at').getByRole('button', { name: 'Add a reaction' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: ':pushpin:' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await until(() => asked('react').length === 2);
    expect(asked('react')[1]).toEqual({ as: 'ana', channel: 'checkout', ts: tsOf(2), emoji: 'ticket' });
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  it('uses a shortcut on a message, and one from the composer, and shows the modal that opens', async () => {
    await open();
    const view = { type: 'modal', title: { type: 'plain_text', text: 'New ticket' }, blocks: [] };
    sandbox.answer('shortcut', ({ title }) => ({ body: { ok: true, ...(title === 'New ticket' && { view: { viewId: 'V1', view } }) } }));
    await message('Payments are slow').hover();
    await message('Payments are slow').getByRole('button', { name: 'More actions' }).click();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual([expect.stringContaining('Add to timeline')]);
    await page.getByRole('menuitem', { name: 'Add to timeline' }).click();
    await until(() => asked('shortcut').length === 1);
    expect(asked('shortcut')[0]).toEqual({ as: 'ana', title: 'Add to timeline', channel: 'checkout', ts: tsOf(1) });

    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: 'New ticket' }).click();
    await page.getByRole('dialog', { name: 'New ticket' }).waitFor();
    expect(asked('shortcut')[1]).toEqual({ as: 'ana', title: 'New ticket' });
  });

  it('changes and deletes what one has written oneself', async () => {
    await open();
    await message('I look at').hover();
    await message('I look at').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit message' }).click();
    const composer = page.getByRole('textbox', { name: /^Message / });
    expect(await composer.inputValue()).toBe('I look at a < b');
    await composer.fill('I looked at a < b');
    await page.keyboard.press('Enter');
    await until(() => asked('edit').length === 1);
    expect(asked('edit')[0]).toEqual({ as: 'ana', channel: 'checkout', ts: tsOf(2), text: 'I looked at a < b' });

    await message('I look at').hover();
    await message('I look at').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete message' }).click();
    await until(() => asked('delete').length === 1);
  });

  it('shows pictures and files, and what the channel keeps at hand', async () => {
    await open();
    await page.getByRole('img', { name: 'Latency' }).waitFor();
    await page.getByRole('link', { name: /The log.*text\/plain · 5 kB/ }).waitFor();
    expect(await page.getByRole('link', { name: 'Status page' }).getAttribute('href')).toBe('https://status.acme.dev/');
    await page.getByRole('button', { name: '1 pinned message' }).click();
    await page.getByRole('menuitem', { name: 'Incident INC-1' }).click();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Incident INC-1');
  });

  it('fills in every kind of input as Slack would tell it', async () => {
    const plain = (text: string) => ({ type: 'plain_text', text });
    const picker = (name: string, label: string, element: object) => ({
      type: 'input',
      block_id: name,
      label: plain(label),
      element: { ...element, action_id: name },
    });
    const blocks = [
      input('title', 'Title', { filledIn: 'Slow' }),
      input('lines', 'Lines', { multiline: true }),
      choice(
        'severity',
        'How bad?',
        [1, 2].map((level) => ({ label: `Severity ${level}`, value: String(level) })),
      ),
      ticks('flags', 'And', [
        { label: 'Drill', value: 'drill' },
        { label: 'Private', value: 'private' },
      ]),
      someone('who', 'Who leads?'),
      picker('on', 'Day', { type: 'datepicker' }),
      picker('at', 'Time', { type: 'timepicker' }),
      picker('until', 'Until', { type: 'datetimepicker', initial_date_time: Date.parse('2026-01-02T13:55:00Z') / 1000 }),
    ];
    const view = { type: 'modal', title: plain('Declare'), submit: plain('Send'), blocks };
    sandbox.answer('shortcut', () => ({ body: { ok: true, view: { viewId: 'V1', view } } }));
    await open({ timezoneId: 'Europe/Madrid' });
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: 'New ticket' }).click();
    const form = page.getByRole('dialog', { name: 'Declare' });
    await form.waitFor();
    expect(await page.evaluate('document.activeElement.value')).toBe('Slow');
    await form.getByLabel('Lines').fill('13:55 down\n14:02 up');
    await form.getByLabel('How bad?').selectOption('Severity 2');
    await form.getByLabel('Private').check();
    await form.getByLabel('Who leads?').selectOption('Ben Okafor');
    await form.getByLabel('Day').fill('2026-01-02');
    await form.getByLabel('Time').fill('13:55');
    expect(await form.getByLabel('Until').inputValue()).toBe('2026-01-02T14:55');
    await form.getByRole('button', { name: 'Send' }).click();
    await until(() => asked('submit').length === 1);
    expect(asked('submit')[0]?.values).toEqual({
      title: 'Slow',
      lines: '13:55 down\n14:02 up',
      severity: '2',
      flags: ['private'],
      who: 'U0BEN',
      on: '2026-01-02',
      at: '13:55',
      until: Date.parse('2026-01-02T13:55:00Z') / 1000,
    });
  });

  it.each([
    ['a phone, in the dark', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }],
    ['a wide screen', {}],
  ] as const)('fits %s', async (_where, options) => {
    await open(options);
    const wide = await page.evaluate(
      'document.documentElement.scrollWidth <= innerWidth && document.querySelector(".log-box").scrollWidth <= document.querySelector(".log-box").clientWidth',
    );
    expect(wide).toBe(true);
    for (const name of ['Add a reaction', 'More actions']) {
      await message('I look at').hover();
      await message('I look at').getByRole('button', { name }).click();
      const box = await page.getByRole('menu').boundingBox();
      const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
      expect(box && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= height).toBe(true);
      await page.keyboard.press('Escape');
    }
  });
});
