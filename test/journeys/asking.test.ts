import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { menu } from '../../src/commands/index.ts';
import { startTown, type Town } from '../support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown({
    slack: { rateLimits: false },
    settings: (yaml) =>
      yaml
        .replace(/^.*slack: U0CLEO.*\n/m, '')
        .replace('- { slackGroup: S0ONCALL, roles: [commander] }', '- { slackGroup: S0CHECKOUT, roles: [commander] }'),
  });
});
afterAll(() => town.stop());

/** Where a role's grants are written. */
const lineOf = (role: string) =>
  readFileSync(town.environment.settingsPath, 'utf8')
    .split('\n')
    .findIndex((line) => line.trim().startsWith(`${role}:`)) + 1;

describe('/ops help', () => {
  const commandsIn = (help: string) => [...help.matchAll(/^`\/([^`]*)`$/gm)].map(([, usage = '']) => usage);

  /** The overview has a line for each root: `/deploy`  status, history, … */
  const namesIn = (help: string) =>
    [...help.matchAll(/^`\/([a-z]+)` *(.*)$/gm)].flatMap(([, root = '', verbs = '']) => [
      root,
      ...verbs.split(', ').map((verb) => `${root} ${verb}`.trim()),
    ]);

  it('shows what the asker may do, and only that, in words that screen readers get too', async () => {
    const ana = namesIn(await town.ana.types('/ops help'));
    const ben = namesIn(await town.ben.types('/ops help'));
    const dev = namesIn(await town.dev.types('/ops help'));
    const cleo = namesIn(await town.cleo.types('/ops help'));
    for (const { name, verb } of menu.commands) if (!/^incident\.command$|^admin$/.test(verb)) expect(ben).toContain(name);
    expect(ben.filter((name) => !ana.includes(name))).toEqual(['deploy freeze', 'deploy freeze lift', 'deploy approve', 'deploy reject']);
    expect(dev.some((name) => /^(deploy cancel|rollback)$/.test(name))).toBe(false);
    expect(dev).toContain('ops audit');
    expect(cleo).not.toContain('ops audit');
    expect(cleo).toContain('deploy status');
  });

  it('is also what a bare command, and a question about one, get', async () => {
    const about = commandsIn(await town.ana.types('/deploy'));
    expect(about).toEqual(commandsIn(await town.ana.types('/ops help deploy')));
    expect(about).toEqual(commandsIn(await town.ana.types('/deploy help')));
    expect(about).toEqual(commandsIn(await town.ana.types('@shipmate help deploy')));
    expect(about.every((usage) => usage.startsWith('deploy'))).toBe(true);
    expect(commandsIn(await town.ana.types('/rollback'))).toHaveLength(1);
    expect(await town.ana.types('/ops help coffee')).toContain('There is nothing called `coffee` that you may do.');
    expect(await town.dev.types('/ops help rollback')).toContain('There is nothing called `rollback` that you may do.');
  });
});

describe('/ops whoami', () => {
  it('says who somebody is, with the roles that groups give', async () => {
    expect(await town.ana.types('/ops whoami')).toBe('You are *Ana Ruiz* (`T0ACME/U0ANA`). Your roles: deployer, commander.');
    expect(await town.dev.types('/ops whoami')).toBe('You are *Dev Patel* (`T0ACME/U0DEV`). Your roles: reporter.');
  });

  it('says to who is not on the map how they get there', async () => {
    expect(await town.cleo.types('/ops whoami')).toContain('I know you only as `T0ACME/U0CLEO`: you may read, and change nothing.');
  });
});

describe('/ops can', () => {
  it('answers with the deciding grant and where it is written', async () => {
    const said = await town.dev.types('/ops can @ana deploy checkout to production');
    expect(said).toBe(
      `Yes: <@U0ANA> may \`deploy:production/checkout\`, because role \`deployer\` grants \`deploy:*/*\` (shipmate.yaml:${lineOf('deployer')}).`,
    );
    expect(await town.dev.types('/ops can @ana audit')).toBe(
      `Yes: <@U0ANA> may \`read\`, because role \`reporter\` grants \`read:*/*\` (shipmate.yaml:${lineOf('reporter')}).`,
    );
    expect(await town.ana.types('/ops can @dev /deploy payments@v1.3.0 to staging --reason "a b"')).toBe(
      'No: <@U0DEV> may not `deploy:staging/payments`, because none of their roles grants it (they hold `reporter`).',
    );
    expect(await town.ana.types('@shipmate can @ben rollback checkout in production')).toContain(
      'Yes: <@U0BEN> may `rollback:production/checkout`',
    );
    expect(await town.ana.types('/ops can @dev whoami')).toBe('Yes: <@U0DEV> may `ops whoami`, because everybody in this workspace may.');
  });

  it('says of who is not on the map, and of strangers, why not', async () => {
    expect(await town.ana.types('/ops can @cleo deploy checkout v1.3.0')).toContain(
      'No: <@U0CLEO> may not `deploy:staging/checkout`, because `U0CLEO` is not in `people`',
    );
    expect(await town.ana.types('/ops can @eve whoami')).toContain('No: <@U0EVE> may not `ops whoami`, because that account is a guest’s');
    await town.slack.deactivate('dev');
    expect(await town.ana.types('/ops can @dev audit')).toContain('No: <@U0DEV> may not `read`');
    await town.slack.deactivate('dev', false);
  });

  it('does nothing of what it considers', async () => {
    await town.ana.types('/ops can @ana deploy checkout v1.3.0 to staging');
    await town.settles();
    expect((await town.db.query("select from shipmate.record where kind = 'deploy'")).rowCount).toBe(0);
  });
});

describe('/ops audit', () => {
  beforeAll(async () => {
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.dev.types('/deploy payments v1.3.0 to staging');
    await town.settles();
  });
  const linesOf = async (question: string) => (await town.ana.types(question)).split('\n').slice(1);

  it('reads by service: what was asked and what became of it, oldest first', async () => {
    const lines = await linesOf('/ops audit checkout');
    expect(lines[0]).toContain('*Ana Ruiz* `deploy` done · D-1, checkout/staging · → requested');
    expect(lines.at(-1)).toContain('baking → live');
    expect(lines.some((line) => line.includes('payments'))).toBe(false);
    expect(await linesOf('/ops audit Payments')).toHaveLength(1);
  });

  it('reads by person, by refusal and by time, in any combination', async () => {
    expect((await linesOf('/ops audit @dev --denied')).join()).toContain(
      '*Dev Patel* `deploy` refused (`not_authorized`) · payments/staging',
    );
    expect(await town.ana.types('/ops audit @dev checkout')).toBe('Nothing of that kind is in the ledger.');
    expect((await linesOf('/ops audit @ana checkout since 2d')).every((line) => line.includes('*Ana Ruiz*'))).toBe(true);
    town.clock.advance(3_600_000);
    expect(await town.ana.types('/ops audit @dev since 30m')).toBe('Nothing of that kind is in the ledger.');
  });

  it('is itself written down, and not for everybody', async () => {
    expect((await linesOf('/ops audit @ana since 5m')).join()).toContain('*Ana Ruiz* `ops audit` done');
    expect(await town.cleo.types('/ops audit')).toContain('I do not know who you are beyond Slack.');
  });
});

describe('/ops health', () => {
  it('names each system and how it answers', async () => {
    const said = await town.ana.types('/ops health');
    expect(said).toMatch(/^All well\n/);
    for (const system of ['database', 'queue', 'Slack', 'GitHub', `image registry ${town.registry.host}`, 'cluster acme'])
      expect(said).toContain(`*${system}*: answers`);
  });

  it('names what is broken, and leaves the rest', async () => {
    town.registry.faults.add({ kind: 'error' });
    town.github.faults.add({ kind: 'error' });
    const said = await town.ana.types('/ops health');
    town.registry.faults.heal();
    town.github.faults.heal();
    expect(said).toMatch(/^Something is not well\n/);
    expect(said).toContain(`:x: not well · *image registry ${town.registry.host}*: The image registry does not answer`);
    expect(said).toContain(':x: not well · *GitHub*');
    expect(said).toContain(':white_check_mark: well · *database*: answers');
  });
});
