import { sayFinding } from '../../tools/doctor/finding.ts';
import { needSlack } from '../needs.ts';
import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';

export const doctor = (rooms: Rooms): Verb => ({
  name: 'doctor',
  usage: '',
  about: 'Look for what would go wrong: scopes, channels, clocks, rights, the database; each with its cure',
  options: {},
  words: { least: 0, most: 0 },
  async run(_, terminal) {
    const environment = needSlack(rooms, terminal, 'doctor');
    if (environment === undefined) return 2;
    const findings = await rooms.doctor({ environment });
    for (const finding of findings) terminal.out(sayFinding(finding));
    return findings.some(({ cure }) => cure !== undefined) ? 1 : 0;
  },
});
