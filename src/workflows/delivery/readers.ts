import { roundsId } from '../../domain/rounds.ts';
import { readBuilds } from '../build/reader.ts';
import { lookAtTheChecksAgain } from '../deploy/checks-changed.ts';
import { noteTheHotfix } from '../incident/hotfix.ts';
import { readForTickets } from '../ticket/hear-github.ts';
import { underTheKnownName } from './former-name.ts';
import type { Reader } from './reader.ts';

const aboutChecks = ['workflowRun', 'workflowJob', 'checkSuite', 'checkRun', 'status'];

/** A deploy that waits at the gates for its checks looks at them again. */
const deploys: Reader = {
  name: 'deploys',
  async read(event, bench) {
    if (event.kind === 'installation' || !aboutChecks.includes(event.kind)) return [];
    const { repo } = await underTheKnownName(event, bench);
    await lookAtTheChecksAgain(repo.name, bench);
    return [];
  },
};

/** What is red, and green again. */
const builds: Reader = {
  name: 'builds',
  read: async (event, bench) => (event.kind === 'installation' ? [] : readBuilds(await underTheKnownName(event, bench), bench)),
};

/** What we may see of GitHub has changed: we look around at once. */
const rounds: Reader = {
  name: 'rounds',
  async read(event, { queue }) {
    if (event.kind === 'installation') queue.wake(roundsId);
    return [];
  },
};

/** A ticket follows its issue. */
const tickets: Reader = { name: 'tickets', read: readForTickets };

/** What mends something stands on the timelines of what is open there. */
const incidents: Reader = {
  name: 'incidents',
  async read(event, bench) {
    if (event.kind === 'pullRequest') await noteTheHotfix(event, bench);
    return [];
  },
};

/** Everybody who is told what GitHub tells us, in this order. */
export const readers: readonly Reader[] = [deploys, tickets, builds, incidents, rounds];
