import { z } from 'zod';
import { disclosed } from '../../domain/incident/channel.ts';
import { Refusal } from '../../domain/problems.ts';
import { IncidentArgument } from '../arguments.ts';
import { changeIncident, defineAboutIncident } from './define.ts';
import { insistOnRunning } from './meant.ts';

export const discloseIncident = defineAboutIncident({
  name: 'incident disclose',
  about: 'Let everybody read an incident again that became private because somebody made its channel private',
  usage: '[<incident>]',
  args: z.object({ incident: IncidentArgument.optional() }),
  whose: 'commander',
  async answer(loaded, asked) {
    const { id, private: isPrivate, hidden } = loaded.record;
    const incident = loaded.record.status === 'resolved' ? loaded.record : insistOnRunning(loaded.record);
    if (!isPrivate) throw new Refusal('duplicate', `\`${id}\` is everybody’s already.`);
    if (hidden === null)
      throw new Refusal('stale_card', `\`${id}\` was declared private, and stays so. Declare another one for what everybody may read.`);
    return changeIncident(asked, loaded, {
      next: disclosed(incident, asked.actor.name),
      line: { kind: 'channel', text: 'everybody may read it again' },
      say: 'everybody may read it again',
    });
  },
});
