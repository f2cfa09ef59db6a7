import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../src/domain/deploy.ts';
import { Refusal } from '../../src/domain/problems.ts';
import { Settings } from '../../src/domain/settings.ts';
import type { LedgerEntry, Message } from '../../src/ports.ts';
import { allDeploys, now } from '../../src/tools/gallery/deploys.ts';
import { explain, lostNotice, settingsNotice } from '../../src/views/corridor.ts';
import { rejectModal } from '../../src/views/deploy/asked.ts';
import { historyView, queueView, statusView } from '../../src/views/deploy/lists.ts';
import { deployMessages } from '../../src/views/deploy/messages.ts';
import { deployView } from '../../src/views/deploy/root.ts';
import { auditView, canView, helpView } from '../../src/views/ops.ts';
import { markedIn, partsOf, problemsOf } from '../support/slack-rules.ts';

const evil = [
  '<!channel>',
  '<!subteam^S0ONCALL|oncall>',
  '<@U0BEN>',
  '<#C0DEPLOYS>',
  '<https://evil.example|click here>',
  '@channel',
  '`',
  '```',
  '*bold*',
  '_slanted_',
  '~gone~',
  '\n> quoted',
  ':rotating_light:',
  '\u202Edetrevni',
  '\u200B',
  '\uD83D',
  '\u001B[31m',
  '\u0000',
  '&lt;!here&gt;',
  'مرحبا',
  '👩‍🚒',
] as const;

/** Pieces that do harm elsewhere, in any order, up to more than anything may hold. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...evil), fc.string({ unit: 'binary', maxLength: 20 })), { minLength: 1, maxLength: 60 })
  .chain((pieces) => fc.constantFrom(1, 1, 20).map((times) => pieces.join('').repeat(times)));

/** Where other people's words stand in a deploy. Names of services, ids and states are checked at the door. */
const theirs = new Set(['reason', 'say', 'name', 'left', 'because', 'cause', 'pod', 'label', 'by', 'version', 'wanted', 'image']);
const theirLists = new Set(['logLines', 'events', 'calls']);

function spoken<Value>(value: Value, words: string): Value;
function spoken(value: unknown, words: string, key = ''): unknown {
  if (typeof value === 'string') return theirs.has(key) ? words : value;
  if (Array.isArray(value))
    return theirLists.has(key) ? Array.from({ length: 40 }, () => words) : value.map((one) => inside(one, words, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inside(one, words, name)]));
}
const inside: (value: unknown, words: string, key: string) => unknown = spoken;

const settings = Settings.parse({
  channels: { deploys: 'C0DEPLOYS' },
  roles: { deployer: ['deploy:*/*'] },
  environments: { production: { cluster: { context: 'acme', namespace: 'production' } } },
  services: { checkout: { image: 'registry.acme.dev/shop/checkout', channel: 'C0CHECKOUT' } },
});

const everything = (deploys: readonly Deploy[], words: string): Message[] => [
  ...deploys.flatMap((deploy) => deployMessages(deploy, { now, settings, trouble: words }).map(({ message }) => message)),
  statusView([{ service: 'checkout', environment: 'production', deploys }], now),
  historyView(deploys, now),
  queueView(deploys, now),
  explain(new Refusal('bad_arguments', `What you typed is not known: \`${words.replace(/`/g, "'")}\`. ${words}`), 't').message ?? say(),
  lostNotice({
    line: words,
    traceId: 't',
    id: 'e',
    via: 'slash',
    channel: 'C',
    from: { teamId: 'T', userId: 'U' },
    dedupeKey: 'k',
    receivedAt: now.toISOString(),
  }),
  settingsNotice([words, words]),
  helpView([], words),
  canView({ userId: 'U0BEN', wanted: words, may: false, because: words }),
  auditView(Array.from({ length: 3 }, () => entry(words))),
];

const say = (): Message => ({ text: 'nothing', blocks: [] });

const entry = (words: string): LedgerEntry => ({
  seq: 1,
  at: now.toISOString(),
  actor: { name: words, account: words },
  via: 'slash',
  verb: words,
  args: { line: words },
  decision: 'refused',
  reason: 'bad_arguments',
  subjects: [words, words],
  traceId: 't',
  prevHash: '0',
  hash: '1',
});

/** What Slack makes of the brackets in a text: `@U0BEN`, `!channel`, an address. */
const markup = (text: string): string[] => [...text.matchAll(/<([^>]*)>/g)].map(([, inner = '']) => inner.split('|')[0] ?? '');

const ours = /^(!date\^\d+\^[^^]*|@U0(ANA|BEN|CLEO)|#C0CHECKOUT)$/;

describe('whatever people, commits and containers say', () => {
  it('is shown within the limits, pings nobody, links nowhere and formats nothing (case 82)', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        for (const message of everything(spoken(allDeploys, words), words)) {
          expect(problemsOf(message)).toEqual([]);
          for (const text of markedIn(message)) {
            for (const inner of markup(text)) expect(inner).toMatch(ours);
            expect(text).not.toMatch(/(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
            expect((text.split('```').length - 1) % 2, text).toBe(0);
          }
          for (const block of message.blocks) expect(untouched(block)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('leaves the buttons of a card in place, whatever else has to give way', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        for (const deploy of allDeploys) {
          const kinds = (message: Message) =>
            message.blocks.map((block) => Reflect.get(block, 'type')).filter((type) => type === 'actions');
          expect(kinds(deployView(spoken(deploy, words), now, words))).toEqual(kinds(deployView(deploy, now)));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('fits into the modal that asks for a reason', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        for (const deploy of allDeploys)
          if (deploy.status === 'awaitingApproval') expect(problemsOf(rejectModal(spoken(deploy, words)))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('ends with how much is left out when there are five hundred of them', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...allDeploys[index % allDeploys.length], id: `D-${index}` }) as Deploy);
    for (const message of [historyView(many, now), queueView(many, now), auditView(Array.from({ length: 500 }, () => entry('x')))]) {
      expect(problemsOf(message)).toEqual([]);
      expect(partsOf(message).slice(-2).join('\n')).toMatch(/^\+\d+ more$/m);
    }
  });
});

/** Every piece of mrkdwn forbids Slack to find mentions and links of its own in it. */
function untouched(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(untouched);
  if (value === null || typeof value !== 'object') return true;
  if (Reflect.get(value, 'type') === 'mrkdwn' && Reflect.get(value, 'verbatim') !== true) return false;
  return Object.values(value).every(untouched);
}
