import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { menu } from '../../src/commands/index.ts';
import type { Command } from '../../src/pipeline/command.ts';
import type { LedgerEntry } from '../../src/ports.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** What is filled in for each argument of a usage line. What a new command needs beyond these is added here. */
const samples: Readonly<Record<string, string>> = {
  publication: 'P-1',
  service: 'checkout',
  version: 'v1.3.0',
  environment: 'production',
  deploy: 'D-1',
  who: '@ana',
  'command-line': 'deploy checkout v1.3.0 to production',
  incident: 'INC-1',
  into: 'INC-1',
  line: 'E-1-1',
  text: 'something',
  why: 'something',
  severity: '2',
  status: 'identified',
  phase: 'response',
  cause: 'unknown',
  role: 'ic',
  number: '1',
  url: 'https://acme.dev',
  how: 'off',
  time: '30m',
  ticket: 'acme/checkout#1',
  person: '@ana',
  labels: '+bug',
  repo: 'acme/checkout',
  other: 'T-8',
  build: 'B-1',
  subscription: 'W-1',
  list: 'question-1',
  decision: 'keep',
  scope: 'checkout',
  freeze: 'F-1',
};

/** What must be given, and the protected environment wherever one can be named. */
function lineFor({ name, usage }: Command): string {
  const required = usage.replace(/\[[^[\]]*(\[[^\]]*\][^[\]]*)*\]/g, '').matchAll(/<([a-z-]+)/g);
  const given = [...required].map(([, argument = '']) => samples[argument] ?? expect.fail(`no sample for <${argument}> of /${name}`));
  const here = usage.startsWith('[<ticket>]') ? ['acme/checkout#1'] : []; // elsewhere than in its thread
  return [name, ...here, ...given, ...(usage.includes('<environment>]') ? ['in', samples.environment] : [])].join(' ');
}

type Door = (town: Town, as: string, line: string) => Promise<unknown>;

/** As Slack escapes what is typed, where nobody types. */
const escaped = (line: string) => line.replaceAll('@ana', '<@U0ANA|ana>');
const rootOf = (town: Town) => town.ana.sees().find(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"D-1"'))?.ts ?? '';

const doors: Readonly<Record<string, Door>> = {
  slash: ({ slack }, as, line) => slack.types({ as, channel: 'checkout', text: `/${line}` }),
  mention: ({ slack }, as, line) => slack.types({ as, channel: 'checkout', text: `@shipmate ${line}` }),
  thread: (town, as, line) => town.slack.types({ as, channel: 'checkout', text: `@shipmate ${line}`, threadTs: rootOf(town) }),
  // of a message whose buttons stay, however long this takes
  button: (town, as, line) => town.slack.presses({ as, ...headlineOf(town), actionId: 'incident-join', value: escaped(line) }),
  modal: ({ slack }, as, line) => {
    const person = slack.users().find(({ name }) => name === as);
    const metadata = { line: escaped(line), channel: 'C0CHECKOUT' };
    const view = { id: `V${randomUUID()}`, private_metadata: JSON.stringify(metadata), state: { values: {} } };
    const user = { id: person?.id, team_id: person?.teamId };
    return slack.deliverRaw({ kind: 'interaction', body: { type: 'view_submission', user, team: { id: person?.teamId }, view } });
  },
  shortcut: (town, as, line) => town.slack.uses({ as, callbackId: escaped(line), on: { channel: 'checkout', ts: rootOf(town) } }),
};

/** For each command that an emoji asks for: a message that is its business. What a new one needs is added here. */
const spots: Readonly<Record<string, (town: Town) => Promise<{ channel: string; ts: string }>>> = {
  'incident declare': async (town) => ({ channel: 'C0CHECKOUT', ts: rootOf(town) }),
  'incident capture': async (town) => headlineOf(town),
  'incident uncapture': async (town) => {
    const spot = headlineOf(town);
    await town.ana.uses('Add to incident timeline', spot);
    await town.settles();
    return spot;
  },
  'ticket capture': async (town) => ({ channel: 'C0CHECKOUT', ts: rootOf(town) }),
  'ticket close': async (town) => {
    const line = town.ana.sees().find(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"T-1"'));
    return { channel: 'C0CHECKOUT', ts: line?.ts ?? '' };
  },
};

function headlineOf(town: Town): { channel: string; ts: string } {
  const headline = town.ana.sees('incidents').find(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"INC-1"'));
  return { channel: 'C0INCIDENTS', ts: headline?.ts ?? '' };
}

interface Stranger {
  who: string;
  as: string;
  /** One of ours: what anybody inside may do is no stranger's doing. */
  isInside?: true;
  becomes?(town: Town): Promise<void>;
  /** The reason in the ledger for a command of that kind. */
  reason(command: Command): string;
}

const strangers: readonly Stranger[] = [
  { who: 'somebody of another company', as: 'eve', reason: () => 'external_user' },
  { who: 'a bot', as: 'robot', reason: () => 'external_user' },
  { who: 'somebody who may only read', as: 'dev', isInside: true, reason: ({ changes }) => (changes ? 'not_authorized' : 'ok') },
  {
    who: 'an insider who is not on the map',
    as: 'cleo',
    isInside: true,
    reason: ({ changes, verb }) => (changes || verb !== 'anyone' ? 'not_linked' : 'ok'),
  },
  { who: 'a guest', as: 'cleo', becomes: ({ slack }) => slack.makeGuest('cleo'), reason: () => 'guest_user' },
  { who: 'a deactivated account', as: 'cleo', becomes: ({ slack }) => slack.deactivate('cleo'), reason: () => 'external_user' },
];

/** All that a command could change, apart from the ledger and what is told in the audit channel. To survey is to look. */
async function everything({ db, slack, cluster }: Town) {
  const { rows: records } = await db.query(
    // who looks around saves what is known, however often; when the last round was made is no news
    `select id, status, data::jsonb - 'madeAt' as data from shipmate.record
      where kind not in ('survey', 'inquiry', 'paper', 'ticket-question', 'attachment') order by id`,
  );
  const { rows: events } = await db.query('select id from shipmate.timeline order by id');
  const said = slack
    .channels()
    .filter(({ name }) => name !== 'audit')
    .flatMap(({ name }) => slack.messages(name, { as: 'ana' }))
    .filter((message) => message.user.name === 'shipmate' && !message.ephemeral)
    .map(({ ts, text }) => [ts, text]);
  return { records, events, said, patches: cluster.patches.length };
}

const outcomesFor = (ledger: readonly LedgerEntry[], account: string) =>
  new Map(
    ledger.filter(({ actor, decision }) => actor.account.endsWith(`/${account}`) && decision !== 'opened').map((line) => [line.verb, line]),
  );

/** With all of them at once, those who answer on a busy machine would lose patience with each other. */
const atOnce = 16;

describe.each([
  ['HTTP', false, ['slash', 'mention', 'thread', 'button', 'modal', 'shortcut']],
  ['Socket Mode', true, ['slash', 'thread', 'button', 'shortcut']],
])('every command of the menu over %s', (_transport, socketMode, open) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({
      socketMode,
      slack: { rateLimits: false },
      settings: (yaml) =>
        yaml
          .replace(/^.*slack: U0CLEO.*\n/m, '')
          // whoever reports may write things down: this one only reads
          .replace(/^roles:\n/m, 'roles:\n  onlooker: [ "read:*/*" ]\n')
          .replace(/(slack: U0DEV.*roles: \[)reporter/, '$1onlooker'),
    });
    await town.ana.types('/deploy checkout v1.3.0 to production');
    await town.ana.types('/incident declare Something is slow sev5 --thread');
    await town.ana.types('/incident role ic @ana --in INC-1'); // nobody is looked for while this runs
    await town.ana.types('/ticket Something small');
    await town.ben.types('/deploy freeze * --from 90d --to 91d --reason holidays');
    await town.settles();
    town.clock.advance(31_000); // it can be undone no more
    await town.reaches('T-1', 'open');
    await town.settles();
  });
  afterAll(() => town.stop());

  describe.each(strangers)('asked for by $who', ({ as, isInside, becomes, reason }) => {
    beforeAll(() => becomes?.(town));

    it.each(open)('through the door "%s" changes nothing, and is written down (case 86)', async (door) => {
      const before = await everything(town);
      const seq = (await town.ledger()).at(-1)?.seq ?? 0;
      const walk = doors[door] ?? expect.fail(door);
      const asked = menu.commands.filter(({ changes, verb }) => !(isInside && changes && verb === 'anyone'));
      for (let nth = 0; nth < asked.length; nth += atOnce)
        await Promise.all(asked.slice(nth, nth + atOnce).map((command) => walk(town, as, lineFor(command))));

      const { id = '' } = town.slack.users().find(({ name }) => name === as) ?? {};
      // one that takes long is written down when it is done
      const written = await until(async () => {
        const found = outcomesFor((await town.ledger()).slice(seq), id);
        return found.size >= asked.length && found;
      });
      expect([...written].map(([verb, line]) => [verb, line.reason]).sort()).toEqual(
        asked.map((command) => [command.name, reason(command)]).sort(),
      );
      expect(await everything(town)).toEqual(before);
    });

    it('by an emoji changes nothing, and is written down where the message has to do with it', async () => {
      const { id = '' } = town.slack.users().find(({ name }) => name === as) ?? {};
      for (const command of menu.commands.filter(({ gesture }) => gesture.emoji)) {
        if (isInside && command.changes && command.verb === 'anyone') continue;
        const spot = await (spots[command.name] ?? expect.fail(`no message for the emoji of /${command.name}`))(town);
        const before = await everything(town);
        const seq = (await town.ledger()).at(-1)?.seq ?? 0;
        const item = { type: 'message', ...spot };
        const { name: reaction, when } = command.gesture.emoji ?? expect.fail();
        await town.slack.deliverEvent({ type: `reaction_${when}`, user: id, reaction, item });
        // one that takes long is written down when it is done
        const written = await until(async () => {
          const found = outcomesFor((await town.ledger()).slice(seq), id);
          return found.size > 0 && found;
        });
        expect([...written].map(([verb, line]) => [verb, line.reason])).toEqual([[command.name, reason(command)]]);
        expect(await everything(town)).toEqual(before);
      }
    });
  });
});

describe('the menu', () => {
  it('keeps to itself what is said about incidents, which may be private', () => {
    const talkative = menu.commands.filter(({ verb, discreet }) => verb.startsWith('incident.') && !discreet);
    expect(talkative.map(({ name }) => `${name} lacks discreet: true`)).toEqual([]);
  });

  it('hands out no way to run a command past the corridor', () => {
    for (const command of menu.commands) {
      expect(Object.values(command).every((value) => typeof value !== 'function')).toBe(true);
      expect(Object.isFrozen(command)).toBe(true);
    }
  });
});
