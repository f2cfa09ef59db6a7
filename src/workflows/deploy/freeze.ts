import type { Gate } from '../../domain/deploy.ts';
import { covers, type Freeze, freezes, isInForce, type StandingFreeze, scopeOf } from '../../domain/freeze.ts';
import type { Place } from '../../domain/place.ts';
import { weeklyFreezeAt } from '../../domain/weekly-freeze.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { freezeMessages } from '../../views/deploy/freeze.ts';

/** A freeze begins and ends by itself. */
export const freezeWorkflow = defineWorkflow<Freeze, (typeof freezes.endings)[number]>({
  of: freezes,
  steps: { planned: waitForItsTime, inForce: waitForItsTime },
  show: freezeMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
});

async function waitForItsTime(freeze: StandingFreeze, { clock }: Bench): Promise<Next<Freeze>> {
  const leftMs = (iso: string) => Date.parse(iso) - clock.now().getTime();
  if (leftMs(freeze.to) <= 0) return become({ ...freeze, status: 'over' });
  if (freeze.status === 'inForce') return lookAgainIn<Freeze>(freeze, leftMs(freeze.to));
  return leftMs(freeze.from) > 0 ? lookAgainIn<Freeze>(freeze, leftMs(freeze.from)) : become({ ...freeze, status: 'inForce' });
}

const mostStanding = 200;

/** The freezes of every week, as the settings have them, and those that somebody asked for. */
export async function freezeGate({ service, environment, environmentSettings }: Place, { store, clock }: Bench): Promise<Gate> {
  const now = clock.now();
  const blocked = (say: string): Gate => ({ name: 'freeze', verdict: 'blocked', code: 'frozen', say: `${say} \`/rollback\` still works.` });
  const weekly = weeklyFreezeAt(environmentSettings.freezes, now);
  if (weekly) return blocked(`${environment} is frozen (${weekly.reason}).`);
  const standing = (await store.records({ kind: freezes.kind, ended: false, limit: mostStanding })).map((one) => read(freezes, one).record);
  const freeze = standing.find((one) => isInForce(one, now) && covers(one, service, environment));
  if (freeze === undefined) return { name: 'freeze', verdict: 'passed', say: 'none in force' };
  const until = freeze.to.slice(0, 16).replace('T', ' ');
  const who = freeze.by.name;
  return blocked(`${scopeOf(freeze)} is frozen until ${until} UTC by ${who}: ${freeze.reason} (\`${freeze.id}\`).`);
}
