import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';

describe('an incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
  });
  afterAll(() => town.stop());

  it('is declared in one line, in any order of its words, and has one headline', async () => {
    const { dev } = town;
    const answer = await dev.types('/incident declare Checkout answers with errors sev4 svc:checkout --started -10m');
    expect(answer).toContain('`INC-1` *Checkout answers with errors* is declared (SEV4)');
    await town.settles();
    const headlines = town.ana.sees('incidents').filter(({ threadTs }) => threadTs === undefined);
    expect(headlines).toHaveLength(1);
    expect(town.card('INC-1', 'incidents')).toContain('INC-1');
    expect(town.ana.reads('incidents')).toContain('Dev Patel: declared: Checkout answers with errors');
  });

  it('is listed with what is open', async () => {
    expect(await town.ana.types('/incident')).toContain('INC-1');
    expect(await town.ana.types('/incident list')).toContain('SEV4');
  });
});
