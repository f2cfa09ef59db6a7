import type { Incident } from '../../domain/incident/incident.ts';
import { type Watching, watchOf } from '../../domain/incident/watch.ts';
import * as update from '../../views/incident/update.ts';
import * as watch from '../../views/incident/watch.ts';
import { incidents } from './incidents.ts';

/** What the bot asks, tells and learns while and after people work on an incident. */

const named = (status: Incident['status']): Incident => {
  const found = incidents.find((one) => one.status === status);
  if (!found) throw new Error(`no ${status} incident in the gallery`);
  return found;
};
const open = named('open');
const inThread: Incident = { ...open, place: { kind: 'thread', channel: 'C0INCIDENTS' } };

const at = '2026-11-20T14:20:00.000Z';
const watching = watchOf(open);
const card = { number: 1, at, channel: 'C0INC17', asks: null, says: null, repeats: false, answer: null };
const reminder = { ...card, asks: 'U0CLEO' };
const updated = { by: 'Cleo Laurent', at: '2026-11-20T13:50:00.000Z' };

const watches: Record<string, Watching> = {
  'nobody commands': { ...watching, roleCard: card },
  'somebody does': { ...watching, roleCard: { ...card, answer: 'Cleo Laurent commands.' } },
  'severity not said': { ...watching, severity: null, severityCard: card },
  'a long shift': { ...watching, shiftCard: { ...card, asks: 'U0CLEO', says: 'Cleo Laurent has commanded for 4 hours.' } },
  'first reminder': { ...watching, reminder },
  'third reminder': { ...watching, updated, reminder: { ...reminder, number: 3, repeats: true } },
  'drill, answered': { ...watching, drill: true, updated, reminder: { ...reminder, answer: 'Cleo Laurent sent one.' } },
};

const said = { id: 'E-17-5', text: 'Half of the *pods* answer again <!channel>', by: 'Cleo Laurent', next: '2026-11-20T14:50:00.000Z' };

export const learningPictures = {
  'incident watch': { watchMessages: Object.fromEntries(Object.entries(watches).map(([name, one]) => [name, watch.watchMessages(one)])) },
  'incident update': {
    updateMessages: {
      'in its channel': update.updateMessages(open, said),
      'in a thread': update.updateMessages(inThread, { ...said, next: null }),
    },
    updatedView: { '': update.updatedView(open, said.next), 'the last one': update.updatedView(open, null) },
    remindedView: { '': update.remindedView(open, said.next), off: update.remindedView(open, null) },
    updateModal: {
      '': update.updateModal('incident update --in INC-17', false),
      private: update.updateModal('incident update --in INC-17', true),
    },
  },
};
