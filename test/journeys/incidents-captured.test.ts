import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** What the timeline says, as Cleo reads it. */
const timeline = (town: Town) => town.cleo.types('/incident timeline INC-1 --all', { channel: 'help' });
const marks = (town: Town, ts: string) => town.ana.sees('checkout').find((message) => message.ts === ts)?.reactions ?? [];
const isMarked = (town: Town, ts: string) => JSON.stringify(marks(town, ts)).includes('white_check_mark');

describe('a message that is put on the timeline', () => {
  let town: Town;
  let root = '';
  let reply = '';
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Payments time out sev4 svc:payments');
    await town.cleo.types('/incident role ic @ana --in INC-1');
    await town.settles();
    root = await town.ana.says('payments is slow for everybody');
    await town.ben.says('since the last deploy, I think', { threadTs: root });
    reply = await town.ben.says('the pool of connections is <empty> & waits', { threadTs: root });
  });
  afterAll(() => town.stop());

  it('is captured exactly, also inside a thread, and marked where people see it', async () => {
    await town.cleo.reacts('pushpin', { channel: 'checkout', ts: reply });
    await town.cleo.isTold('Do you mean', 'checkout');
    await town.cleo.presses('Yes, INC-1', { channel: 'checkout' });
    await until(() => isMarked(town, reply));
    await town.settles();
    const told = await timeline(town);
    expect(told).toContain('Ben Okafor, Cleo Laurent: the pool of connections is &lt;empty&gt; &amp; waits');
    expect(told).not.toContain('since the last deploy');
    expect(told).toContain('|message>');
    await until(() => town.ana.reads('incidents').includes('the pool of connections'));
  });

  it('makes one line however many point at it, and all of them are named', async () => {
    await Promise.all([
      town.ana.uses('Add to incident timeline', { channel: 'checkout', ts: root }),
      town.cleo.uses('Add to incident timeline', { channel: 'checkout', ts: root }),
    ]);
    await Promise.all([town.ana.presses('Yes, INC-1', { channel: 'checkout' }), town.cleo.presses('Yes, INC-1', { channel: 'checkout' })]);
    // whoever comes later need not be asked which incident
    expect(await town.ben.uses('Add to incident timeline', { channel: 'checkout', ts: root })).toContain('INC-1');
    await until(() => isMarked(town, root));
    await town.settles();
    const told = await timeline(town);
    expect(told.match(/payments is slow for everybody/g)).toHaveLength(1);
    expect(told).toMatch(/Ana Ruiz, (Cleo Laurent, )?Ben Okafor(, Cleo Laurent)?: payments is slow for everybody/);
  });

  it('keeps what it said first when it is edited or deleted, and tells of it', async () => {
    await town.ana.edits(root, 'payments is a little slow');
    await until(async () => (await timeline(town)).includes('the message was edited since'));
    await town.ana.deletes(root);
    await until(async () => (await timeline(town)).includes('the message was deleted since'));
    expect(await timeline(town)).toContain('payments is slow for everybody');
  });

  it('is taken back with its emoji within ten minutes; later it is asked', async () => {
    const slip = await town.cleo.says('lunch?');
    await town.cleo.reacts('pushpin', { channel: 'checkout', ts: slip });
    await town.cleo.isTold('Do you mean', 'checkout');
    await town.cleo.presses('Yes, INC-1', { channel: 'checkout' });
    await until(() => isMarked(town, slip));
    await town.settles();
    await town.cleo.unreacts('pushpin', { channel: 'checkout', ts: slip });
    await until(() => !isMarked(town, slip));
    expect(await timeline(town)).toContain('lunch? _(struck out by Cleo Laurent: taken back at once)_');

    await town.cleo.reacts('pushpin', { channel: 'checkout', ts: slip });
    await until(() => isMarked(town, slip));
    await town.settles();
    town.clock.advance(11 * 60_000);
    await town.cleo.unreacts('pushpin', { channel: 'checkout', ts: slip });
    expect(await town.cleo.isTold('Shall it be struck out?', 'checkout')).toContain('Strike it out');
  });

  it('is nobody’s business where no incident is', async () => {
    const before = (await town.ledger()).length;
    const said = await town.dev.says('pinned for later');
    await town.dev.reacts('pushpin', { channel: 'checkout', ts: said });
    await town.settles();
    expect((await town.ledger()).slice(before).filter(({ via }) => via === 'emoji')).toEqual([]);
  });

  it('brings its images along, copied and never made public', async () => {
    const bytes = new Uint8Array([137, 80, 78, 71, 1, 2, 3]);
    const shown = await town.ana.shares({ name: 'graph.png', bytes, text: 'look at this' }, { channel: 'checkout' });
    await town.ana.uses('Add to incident timeline', { channel: 'checkout', ts: shown });
    await town.ana.presses('Yes, INC-1', { channel: 'checkout' });
    await until(() => isMarked(town, shown));
    await town.settles();
    const copies = town.ana.sees('incidents').filter((message) => JSON.stringify(message).includes('graph.png'));
    expect(copies).toHaveLength(1);
    expect(town.slack.calls.map(({ method }) => method)).not.toContain('files.sharedPublicURL');
  });
});
