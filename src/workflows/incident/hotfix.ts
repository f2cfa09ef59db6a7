import type { EventOf } from '../../domain/github-event.ts';
import { affectedServices, toldOf } from '../../domain/incident/affected.ts';
import { incidents, runningStatuses } from '../../domain/incident/incident.ts';
import { personOnGitHub } from '../../domain/person.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';
import { lineIn } from './line.ts';

const label = 'hotfix';
const mostOpen = 200;

/** A merged pull request with that label belongs on the timeline of whatever is open on its repository. Told twice it is one line. */
export async function noteTheHotfix({ action, pullRequest, repo }: EventOf<'pullRequest'>, bench: Bench): Promise<void> {
  if (action !== 'closed' || !pullRequest.merged || !pullRequest.labels.some((name) => name.toLowerCase() === label)) return;
  const { store, policy } = bench;
  const { number, title, base, mergedBy, updatedAt } = pullRequest;
  const { services } = policy.settings();
  const login = mergedBy?.login;
  const who = login && (personOnGitHub(policy.settings(), login)?.name ?? login);
  const text = `${repo.name}#${number} “${title}” (${label}) is merged into ${base}${who === undefined ? '' : ` by ${who}`}`;
  const open = (await store.records({ kind: incidents.kind, status: runningStatuses, limit: mostOpen })).map(
    (one) => read(incidents, one).record,
  );
  const events: EventWrite[] = [];
  for (const { id, phase, services: own } of open) {
    const affected = affectedServices(policy.settings(), own).find(
      ({ service }) => services[service]?.repo?.toLowerCase() === repo.name.toLowerCase(),
    );
    if (affected === undefined) continue;
    const line = { kind: 'change', ...toldOf(text, affected), key: `merged:${repo.name}#${number}`, occurredAt: updatedAt } as const;
    events.push(await lineIn({ id, phase }, line, bench));
  }
  if (events.length > 0) await store.commit({ events, lines: [] });
}
