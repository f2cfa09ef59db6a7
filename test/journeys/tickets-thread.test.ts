import { afterEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const aMinute = 60_000;
let town: Town;
let thread: { threadTs: string };
afterEach(() => town.stop());

/** Dev has raised a ticket, which has its line in the channel. */
async function open(mode?: 'all' | 'off') {
  town = await startTown({
    webhookSecret: 'signed-with-this',
    settings: (yaml) => (mode === undefined ? yaml : yaml.replace(/^tickets: \{/m, `tickets: { mirror: { C0CHECKOUT: ${mode} },`)),
  });
  await town.dev.types('/ticket Clock on the receipt is an hour off');
  await settled();
  thread = { threadTs: line().ts };
  return town;
}
const line = () =>
  town.ana.sees().find(({ ephemeral, metadata }) => !ephemeral && JSON.stringify(metadata ?? {}).includes('"record_id":"T-1"')) ??
  expect.fail('no line of T-1');
const issue = () => town.github.issues.all(repo).at(-1) ?? expect.fail('no issue');
const comments = () => issue().comments.map(({ body }) => body.split('\n\n<!--')[0]);
const inThread = () => town.ben.sees().filter(({ threadTs }) => threadTs === thread.threadTs);
/** What we told of GitHub there. */
const told = () => inThread().filter(({ user }) => user.bot);
async function settled() {
  await town.settles();
  await town.github.webhooks.idle();
  await town.settles();
}

describe('the thread of a ticket and the comments at GitHub', () => {
  it('say the same: what is marked goes there and follows its edits for a quarter of an hour, and nothing goes round', async () => {
    const { ana, dev, clock } = await open();
    await ana.says('Only between us', thread);
    const first = await ana.says('>> It is the *summer* time', thread);
    await until(() => comments().length === 1);
    const gone = await dev.says('>> It is the time zone', thread);
    await until(() => comments().length === 2);
    expect(comments()).toEqual(['**Ana Ruiz via Slack:** It is the *summer* time', '**Dev Patel via Slack:** It is the time zone']);

    clock.advance(14 * aMinute);
    await ana.edits(first, '>> It is the winter time');
    await until(() => comments()[0]?.includes('winter'));
    // what is deleted here stays there: somebody may have answered it
    await dev.deletes(gone);
    clock.advance(2 * aMinute);
    await ana.edits(first, '>> It is no time at all');
    await settled();
    expect(comments()).toEqual(['**Ana Ruiz via Slack:** It is the winter time', '**Dev Patel via Slack:** It is the time zone']);
    // GitHub told us of both comments: they come from here
    expect(told()).toEqual([]);
  });

  it('say the same: a comment is told once, follows its edits, and is not sent back', async () => {
    const { github } = await open('all');
    github.issues.comments('bokafor', repo, issue().number, 'Then it is *fixed* on Sunday <!channel>');
    await settled();
    expect(told()).toHaveLength(1);
    expect(told()[0]?.text).toContain('Ben Okafor');
    expect(told()[0]?.text).not.toContain('<!channel>');
    const sent = github.webhooks.sent.findLast(({ payload }) => JSON.stringify(payload).startsWith('{"action":"created"'));
    await github.webhooks.redeliver(sent ?? expect.fail());
    const [{ id } = expect.fail()] = issue().comments;
    await fetch(`${github.url}/repos/${repo}/issues/comments/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${github.token}`, 'user-agent': 'a test', 'content-type': 'application/json' },
      body: JSON.stringify({ body: 'Then it is fixed on Monday' }),
    });
    await settled();
    expect(told()).toHaveLength(1);
    expect(told()[0]?.text).toContain('on Monday');
    expect(comments()).toHaveLength(1);
  });

  it('say everything where the channel wants it so', async () => {
    const { ana } = await open('all');
    await ana.says('Plain words', thread);
    await ana.says('>> Marked words', thread);
    await ana.says('<@U0SHIPMATE> show', thread);
    await until(() => comments().length === 2);
    await settled();
    expect(comments().sort()).toEqual(['**Ana Ruiz via Slack:** Marked words', '**Ana Ruiz via Slack:** Plain words']);
  });

  it('say nothing to each other where the channel wants that', async () => {
    const { ana } = await open('off');
    await ana.says('>> Marked words', thread);
    await ana.types('/ticket comment T-1 Typed words');
    await until(() => comments().length === 1);
    await settled();
    expect(comments()).toEqual(['**Ana Ruiz via Slack:** Typed words']);
  });

  it('do not let a guest speak at GitHub, who is told so', async () => {
    const { cleo, slack } = await open();
    await slack.makeGuest('cleo');
    await cleo.says('Just listening', thread);
    await cleo.says('>> From outside', thread);
    await cleo.isTold('This stays in Slack');
    await settled();
    expect(cleo.sees().filter(({ ephemeral, text }) => ephemeral && text.includes('This stays in Slack'))).toHaveLength(1);
    expect(comments()).toEqual([]);
  });

  it('show what became of the issue in one line: given away, merged, closed, opened again', async () => {
    const { github } = await open();
    const { number } = issue();
    const steps: [() => unknown, string | RegExp][] = [
      [() => github.issues.assigns('ana-ruiz', repo, number, 'bokafor'), 'for bokafor'],
      [
        () => github.issues.merges('ana-ruiz', repo, { title: 'Mend the clock', body: `Fixes #${number}` }),
        /\*Done\*, fixed by <[^|]+\|#\d+> \(Ana Ruiz\)/,
      ],
      [() => github.issues.reopens('bokafor', repo, number), '*Open again*, by Ben Okafor'],
      [() => github.issues.closes('bokafor', repo, number, 'not_planned'), '*Closed as not planned*, by Ben Okafor'],
    ];
    for (const [happens, says] of steps) {
      happens();
      await settled();
      expect(line().text).toMatch(says);
    }
    expect(inThread()).toEqual([]);
  });
});
