import { afterEach, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { startTown, type Town, type TownOptions } from '../support/town.ts';
import { until } from '../support/until.ts';

/** What a person sees when the cluster does not do as hoped: each ends by name, and says what to do. */
describe('a cluster in trouble', () => {
  let town: Town;
  afterEach(() => town.stop());
  const open = async (options?: TownOptions) => {
    town = await startTown(options);
    return town;
  };
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);
  const running = () => town.cluster.running('checkout', 'staging');
  const written = () => town.cluster.patches.filter(({ status }) => status === 200);
  const reasonOf = async (id: string) => (await town.ledger()).findLast(({ subjects }) => subjects.includes(id))?.reason;
  /** How long after its last look it will be looked at again, whatever the cluster says, in milliseconds. */
  const looksAgainAfter = async (id: string): Promise<number> => {
    const { rows } = await town.db.query('select due_at, updated_at from shipmate.record where id = $1', [id]);
    return rows[0].due_at.getTime() - rows[0].updated_at.getTime();
  };
  /** Time goes on until the deploy has ended. */
  const ends = async (id: string) => {
    await until(async () => {
      town.clock.advance(1_000);
      const { rows } = await town.db.query('select ended from shipmate.record where id = $1', [id]);
      return rows[0]?.ended === true;
    });
    await town.settles();
    return town.card(id);
  };

  it('that refuses connections in the middle is waited for; the story goes on (case 55)', async () => {
    const { ana, cluster } = await open();
    cluster.standStill();
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'rollingOut');
    await cluster.stop();
    town.clock.advance(5_000);
    await town.shows('D-1', 'The cluster does not answer; I keep trying.');
    town.clock.advance(25_000);
    await cluster.start();
    cluster.goOn();
    expect(await ends('D-1')).toContain('*Live*');
    expect(running()).toBe(digest('v1.3.0'));
    expect(written()).toHaveLength(1);
  });

  it('that asks for patience with 429 and 503 gets it (case 56)', async () => {
    const { ana, cluster } = await open();
    cluster.faults.add({ kind: 'ratelimited', match: 'PATCH', retryAfterS: 300, times: 1 });
    cluster.faults.add({ kind: 'error', status: 503, match: 'PATCH', times: 1 });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.shows('D-1', 'The cluster asks me to slow down; I go on in 5m.');
    expect(await looksAgainAfter('D-1')).toBeGreaterThan(200_000);
    town.clock.advance(300_000);
    expect(await ends('D-1')).toContain('*Live*');
    expect(written()).toHaveLength(1);
  });

  it.each(['status', 'stream'] as const)(
    'that forgets its history (410 as %s) is looked at anew, and nothing is missed or told twice (case 57)',
    async (style) => {
      const { ana, cluster } = await open();
      cluster.standStill();
      await ana.types('/deploy checkout v1.3.0 to staging');
      await town.reaches('D-1', 'rollingOut');
      cluster.expireHistory(style);
      cluster.dropWatches();
      cluster.goOn();
      await town.settles();
      expect(town.card('D-1')).toContain('*Live*');
      const told = (await town.ledger()).filter(({ subjects, decision }) => decision === 'changed' && subjects.includes('D-1'));
      expect(told.map(({ after }) => after)).toEqual(['resolved', 'cleared', 'starting', 'rollingOut', 'baking', 'live']);
    },
  );

  it('whose watches fall silent, repeat themselves, or break off in a line changes nothing (cases 58, 59, 60)', async () => {
    const { ana, cluster } = await open();
    cluster.standStill();
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'rollingOut');
    cluster.repeatEvents(20);
    cluster.cutLine('nonsense');
    cluster.hangWatches();
    cluster.goOn();
    expect(await ends('D-1')).toContain('*Live*');
    expect(running()).toBe(digest('v1.3.0'));
  });

  it('whose object somebody else writes at the same moment is read again (case 62)', async () => {
    const { ana, cluster } = await open();
    cluster.faults.add({ kind: 'error', status: 409, match: 'PATCH', times: 1 });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await until(() => cluster.faults.inForce().length === 0);
    cluster.scale('checkout', 'staging', 3);
    expect(await ends('D-1')).toContain('*Live*');
    expect(cluster.deployment('checkout', 'staging')?.spec.replicas).toBe(3);
  });

  it('about which something cannot be understood stops nobody else (case 61)', async () => {
    const { ana } = await open();
    await ana.types('/deploy payments v1.3.0 to production', { channel: 'payments' });
    await town.settles();
    await town.db.query(`update shipmate.record set data = '{}', due_at = now() - interval '1 hour' where id = 'D-1'`);
    await ana.types('/deploy checkout v1.3.0 to staging');
    await until(async () => (await town.statusOf('D-2')) === 'live');
  });

  it('that forbids it in one namespace refuses there, with the missing right, and nowhere else (case 63)', async () => {
    const { ana, ben, cluster } = await open();
    cluster.deny({ verb: 'patch', resource: 'deployments', namespace: 'staging' });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await ana.types('/deploy payments v1.3.0 to production', { channel: 'payments' });
    await town.settles();
    await ben.presses('Approve', { channel: 'payments' });
    await town.settles();
    expect(town.card('D-2', 'payments')).toContain('*Live*');
    expect(town.card('D-1')).toContain('The cluster does not let me patch deployments in namespace `staging` of `acme`');
    expect(await reasonOf('D-1')).toBe('executor_error');
    cluster.allow();
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(town.card('D-3')).toContain('*Live*');
  });

  it('whose token has run out is answered with the new one from disk (case 64)', async () => {
    const { ana, cluster, environment } = await open();
    await ana.types('/deploy checkout v1.2.1 to staging');
    await town.settles();
    const { writeFileSync } = await import('node:fs');
    cluster.rotateToken();
    writeFileSync(environment.kubeconfig ?? '', cluster.kubeconfig);
    await ana.types('/deploy checkout v1.3.0 to staging');
    expect(await ends('D-2')).toContain('*Live*');
  });

  describe('in the ways of case 65', () => {
    const cases: [string, (town: Town) => void, RegExp, string][] = [
      [
        'a webhook denies it (case 65)',
        ({ cluster }) => cluster.admissionDenies('images must be signed'),
        /Not deployed.*images must be signed/s,
        'executor_error',
      ],
      [
        'a webhook is silent (case 65)',
        ({ cluster }) => cluster.admissionTimesOut(true),
        /could not take the change: .*failed calling webhook.*Nothing was changed/s,
        'executor_error',
      ],
      [
        'it is paused before (case 65)',
        ({ cluster }) => cluster.edit('checkout', 'staging', ({ spec }) => void Object.assign(spec, { paused: true })),
        /is paused: nothing would roll out/,
        'executor_error',
      ],
      [
        'it is not there (case 65)',
        ({ cluster }) => cluster.deleteDeployment('checkout', 'staging'),
        /There is no Deployment `checkout` in namespace `staging` of `acme`/,
        'executor_error',
      ],
    ];
    it.each(cases)('%s: refused, and nothing was changed', async (_name, trouble, said, reason) => {
      await open();
      trouble(town);
      await town.ana.types('/deploy checkout v1.3.0 to staging');
      expect(await ends('D-1')).toMatch(said);
      expect(await reasonOf('D-1')).toBe(reason);
      expect(written()).toHaveLength(0);
    });

    it.each([
      ['a quota leaves no room (case 65)', (one: Town) => one.cluster.exceedQuota(true), 'The cluster refuses to create pods'],
      ['no node has room (case 65)', (one: Town) => one.cluster.failScheduling(true), 'finds no place in the cluster'],
    ])('%s: named as soon as that is sure, and put back', async (_name, trouble, said) => {
      await open();
      trouble(town);
      await town.ana.types('/deploy checkout v1.3.0 to staging');
      await town.reaches('D-1', 'rollingOut');
      const card = await ends('D-1');
      expect(card).toContain(said);
      expect(card).toContain('*Rolled back* to `v1.2.0`');
    });

    it('paused meanwhile: a person is needed, and is told so (case 65)', async () => {
      const { ana, cluster } = await open();
      cluster.standStill();
      await ana.types('/deploy checkout v1.3.0 to staging');
      await town.reaches('D-1', 'rollingOut');
      // told within ten seconds, also when the cluster's word of it gets lost
      await until(async () => (await looksAgainAfter('D-1')) > 0);
      expect(await looksAgainAfter('D-1')).toBeLessThan(10_000);
      cluster.edit('checkout', 'staging', ({ spec }) => void Object.assign(spec, { paused: true }));
      cluster.goOn();
      const card = await ends('D-1');
      expect(card).toContain('*Stuck, a person is needed*: Somebody paused the Deployment while it was rolling out.');
      expect(card).toContain('kubectl rollout resume');
    });

    it('grown meanwhile by an autoscaler: all of the new number must be up (case 65)', async () => {
      const { ana, cluster } = await open();
      cluster.standStill();
      await ana.types('/deploy checkout v1.3.0 to staging');
      await town.reaches('D-1', 'rollingOut');
      cluster.scale('checkout', 'staging', 4);
      cluster.goOn();
      expect(await ends('D-1')).toContain('*Live*');
      expect(cluster.deployment('checkout', 'staging')?.status.availableReplicas).toBe(4);
      expect(cluster.deployment('checkout', 'staging')?.spec.replicas).toBe(4);
    });

    it('deleted meanwhile, and its namespace too: stuck by name (case 65)', async () => {
      const { ana, cluster } = await open();
      cluster.standStill();
      await ana.types('/deploy checkout v1.3.0 to staging');
      await town.reaches('D-1', 'rollingOut');
      cluster.deleteDeployment('checkout', 'staging');
      cluster.goOn();
      expect(await ends('D-1')).toContain('*Stuck, a person is needed*: The Deployment checkout was deleted while it was rolling out.');
      cluster.standStill();
      await ana.types('/deploy payments v1.3.0 to staging', { channel: 'payments' });
      await town.reaches('D-2', 'rollingOut');
      cluster.terminateNamespace('staging');
      cluster.goOn();
      await ends('D-2');
      expect(town.card('D-2', 'payments')).toContain('was deleted while it was rolling out');
    });

    it('overwritten meanwhile: left as it is, and said (case 65)', async () => {
      const { ana, cluster } = await open();
      cluster.standStill();
      await ana.types('/deploy checkout v1.3.0 to staging');
      await town.reaches('D-1', 'rollingOut');
      cluster.edit('checkout', 'staging', ({ spec }) => {
        for (const container of spec.template.spec.containers) container.image = 'elsewhere.example/checkout:hotfix';
      });
      cluster.goOn();
      expect(await ends('D-1')).toContain(
        'Somebody else set the image of checkout to elsewhere.example/checkout:hotfix meanwhile. I leave it as it is.',
      );
    });
  });

  it('scaled to zero is live at once, and says so', async () => {
    const { ana, cluster } = await open();
    cluster.scale('checkout', 'staging', 0);
    await ana.types('/deploy checkout v1.3.0 to staging');
    expect(await ends('D-1')).toContain('*Live* at once: it is scaled to zero, so no pod had to start');
  });

  it('with more containers than one changes the named one only; a name that is not there is refused', async () => {
    const { ana, cluster } = await open();
    cluster.edit('checkout', 'staging', ({ spec }) => {
      spec.template.spec.containers.push({ name: 'proxy', image: 'proxy.example/envoy:v1', imagePullPolicy: 'IfNotPresent' });
    });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await ends('D-1');
    const images = cluster.deployment('checkout', 'staging')?.spec.template.spec.containers.map(({ image }) => image) ?? [];
    expect(images).toEqual([expect.stringContaining(digest('v1.3.0') ?? 'no digest'), 'proxy.example/envoy:v1']);
    await town.changeSettings((yaml) => yaml.replace(/(staging: +\{ driver: kubernetes, deployment: checkout, container: )app/, '$1web'));
    await ana.types('/deploy checkout v1.2.1 to staging');
    expect(await ends('D-2')).toContain('has no container `web`. It has `app`, `proxy`: correct `container` in shipmate.yaml.');
  });

  it('where git decides is left to git', async () => {
    const { ana, cluster } = await open();
    cluster.edit('checkout', 'staging', ({ metadata }) => {
      metadata.labels = { ...metadata.labels, 'argocd.argoproj.io/instance': 'checkout' };
    });
    await ana.types('/deploy checkout v1.3.0 to staging');
    expect(await ends('D-1')).toContain('is reconciled from git by Argo CD, which would undo a change made here. Change it in git.');
    expect(await reasonOf('D-1')).toBe('gitops_managed');
  });
});
