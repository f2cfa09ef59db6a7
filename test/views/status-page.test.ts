import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Publication, type StatusPage, withUpdate } from '../../src/domain/incident/status-page.ts';
import { statusPageHtml } from '../../src/views/status-page/html.ts';
import { browserOnThePath, openBrowser } from '../support/browser.ts';

const said = (nth: number, change: Partial<Publication['update']> & { title?: string } = {}): Publication => {
  const { title = `Trouble number ${nth}`, ...update } = change;
  const at = new Date(Date.UTC(2026, 0, nth, 12)).toISOString();
  return {
    incidentId: `INC-${nth}`,
    title,
    components: ['Checkout'],
    startedAt: at,
    update: { id: `P-${nth}`, at, state: 'resolved', condition: 'operational', text: 'It is over.', ...update },
  };
};
const pageOf = (all: readonly Publication[]): StatusPage =>
  all.reduce<StatusPage | undefined>((page, one) => withUpdate(page, one, ['Checkout', 'Payments']), undefined) ?? {
    version: 1,
    updatedAt: '2026-01-01T00:00:00.000Z',
    components: [],
    incidents: [],
  };

const long = 'x'.repeat(300);
const ill = pageOf([
  said(1),
  said(2, { title: long, text: `https://acme.dev/${long}` }),
  said(3, { state: 'identified', condition: 'majorOutage', text: 'We know what it comes from.\nWe put it right.' }),
]);

describe('the status page', () => {
  it('is as ill as the worst that is open, and well when nothing is', () => {
    const worse = withUpdate(ill, said(4, { state: 'investigating', condition: 'degraded' }), ['Checkout', 'Payments']);
    expect(worse.components).toEqual([
      { name: 'Checkout', condition: 'majorOutage' },
      { name: 'Payments', condition: 'operational' },
    ]);
    expect(statusPageHtml(worse, 'Acme status')).toContain('There is a problem with Checkout');
    expect(statusPageHtml(pageOf([said(1)]), 'Acme status')).toContain('All systems operational');
  });

  it('keeps its history, the newest first, and leads to the rest of it', () => {
    const html = statusPageHtml(pageOf(Array.from({ length: 60 }, (_, index) => said(index + 1))), 'Acme status');
    expect(html.match(/<article/g)).toHaveLength(50);
    expect(html.indexOf('Trouble number 60')).toBeLessThan(html.indexOf('Trouble number 59'));
    expect(html).toContain('10 older ones are in the <a href="status.json">JSON</a>');
  });

  it('takes nobody’s words for markup', () => {
    const html = statusPageHtml(
      pageOf([said(1, { title: '<img src=x onerror=alert(1)>', text: '"><script>alert(1)</script>\u202e' })]),
      '<b>',
    );
    expect(html).not.toMatch(/<img|<script|<b>|\u202e/);
  });
});

const executablePath = browserOnThePath();

describe.skipIf(executablePath === undefined)('the status page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(executablePath ?? '');
  });
  afterAll(() => browser.close());

  /** The least contrast between words and what is behind them, as WCAG measures it. */
  const contrast = (page: Page) =>
    page.evaluate<number>(`(() => {
      const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = (colour) => {
        const [r, g, b] = numbers(colour).slice(0, 3).map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const colour = getComputedStyle(at).backgroundColor;
          if ((numbers(colour)[3] ?? 1) > 0) return colour;
        }
        return 'rgb(255, 255, 255)';
      };
      const texts = [...document.body.querySelectorAll('*')].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
      return Math.min(...texts.map((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      }));
    })()`);

  it.each([
    ['a phone, by day', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }],
    ['a phone, in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
    ['a desk, by day', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['a desk, in the dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ] as const)('can be read on %s, whatever was pasted into it', async (_, how) => {
    const page = await browser.newPage(how);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.setContent(statusPageHtml(ill, 'Acme status'));
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await contrast(page)).toBeGreaterThan(4.5);
    for (const heading of ['Components', 'Now', 'History']) await page.getByRole('region', { name: heading }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Acme status');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
