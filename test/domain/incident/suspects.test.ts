import { describe, expect, it } from 'vitest';
import { type Change, distancesFrom, rank } from '../../../src/domain/incident/suspects.ts';
import { Settings } from '../../../src/domain/settings.ts';

const service = (...dependsOn: string[]) => ({ image: 'registry.acme.dev/shop/x', channel: 'C0CHECKOUT', dependsOn });
const { services: dependencies } = Settings.parse({
  channels: { deploys: 'C0DEPLOYS' },
  roles: {},
  environments: {},
  services: { checkout: service('payments'), payments: service('ledger'), ledger: service('checkout'), search: service() },
});
const startedAt = '2026-11-18T10:00:00.000Z';
const minutesBefore = (minutes: number) => new Date(Date.parse(startedAt) - minutes * 60_000).toISOString();
const change = (over: Partial<Change>): Change => ({
  id: 'D-1',
  kind: 'deploy',
  service: 'checkout',
  at: minutesBefore(10),
  what: 'v1.3.0 to production',
  standing: 'inForce',
  forced: [],
  ...over,
});
const order = (changes: Change[], services = ['checkout']) => rank(changes, { services, startedAt, dependencies }).map(({ id }) => id);

describe('the suspects', () => {
  it('are ranked by how shortly before it began', () => {
    expect(order([change({ id: 'D-1', at: minutesBefore(170) }), change({ id: 'D-2', at: minutesBefore(5) })])).toEqual(['D-2', 'D-1']);
  });

  it('come after the others when they came after it began', () => {
    expect(order([change({ id: 'D-1', at: minutesBefore(-30) }), change({ id: 'D-2', at: minutesBefore(120) })])).toEqual(['D-2', 'D-1']);
  });

  it('are ranked by how near they are: the service, what it depends on, what that depends on, and the rest', () => {
    const near = ['search', 'ledger', 'payments', 'checkout'].map((name) => change({ id: name, service: name }));
    expect(order(near)).toEqual(['checkout', 'payments', 'ledger', 'search']);
  });

  it('weigh more when a gate was forced, and less when they were taken back', () => {
    const changes = [
      change({ id: 'back', standing: 'takenBack' }),
      change({ id: 'plain' }),
      change({ id: 'forced', forced: ['GitHub checks'] }),
      change({ id: 'large', commits: 40 }),
    ];
    expect(order(changes)).toEqual(['forced', 'large', 'plain', 'back']);
  });

  it('say why they stand where they stand', () => {
    const [suspect] = rank([change({ service: 'ledger', commits: 1, forced: ['freeze'], standing: 'takenBack', at: minutesBefore(90) })], {
      services: ['checkout'],
      startedAt,
      dependencies,
    });
    expect(suspect?.reasons).toEqual([
      '1 h 30 min before it began',
      'ledger: checkout depends on it through payments',
      '1 commit',
      'forced past freeze',
      'taken back since',
    ]);
  });

  it('are found while nobody knows the service', () => {
    expect(rank([change({})], { services: [], startedAt, dependencies })[0]?.reasons[1]).toBe('checkout; nobody has named the service yet');
  });

  it('keep their order when nothing tells them apart', () => {
    expect(order([change({ id: 'b' }), change({ id: 'a' })])).toEqual(['a', 'b']);
  });
});

describe('the distance of a dependency', () => {
  it('is counted once round a circle', () => {
    expect([...distancesFrom(['checkout'], dependencies)].map(([name, { distance }]) => [name, distance])).toEqual([
      ['checkout', 0],
      ['payments', 1],
      ['ledger', 2],
    ]);
  });
  it('of a service that is not in the settings is nought, and leads nowhere', () => {
    expect([...distancesFrom(['constructor'], dependencies).keys()]).toEqual(['constructor']);
  });
});
