import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';

describe('/deploy status', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
  });
  afterAll(() => town.stop());

  it('says at once what it did itself, and a moment later what the cluster runs, to the asker alone', async () => {
    expect(await town.dev.types('/deploy status checkout')).toContain('What is live');
    await town.settles();
    const seen = town.dev.reads();
    expect(seen).toContain('not deployed by me yet');
    expect(seen).toContain('*checkout* in *staging*: `v1.2.0`');
    expect(seen).toContain('all pods ready');
    expect(seen).not.toContain('payments');
    expect(town.ana.reads()).toBe('');
  });

  it('knows who deployed what, and what is on its way', async () => {
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    await town.ana.types('/deploy checkout v1.2.1 to production');
    await town.settles();
    await town.dev.types('/deploy status checkout');
    const seen = town.dev.reads();
    expect(seen).toMatch(/\*checkout\* in \*staging\*: `v1\.3\.0` since .* by Ana Ruiz/);
    expect(seen).toContain('Needs an approval');
    expect(await town.dev.types('/deploy queue')).toContain('What runs and waits');
    expect(await town.dev.types('/deploy history checkout')).toContain('The last deploys');
  });

  it('says so when the cluster does not answer, and does not wait for it', async () => {
    await town.cluster.stop();
    await town.dev.types('/deploy status payments in production');
    await town.settles();
    await town.cluster.start();
    expect(town.dev.reads()).toContain('*payments* in *production*: The cluster does not answer.');
  });
});
