import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';
import { auditExport, auditVerify } from './audit.ts';
import { configCheck } from './config-check.ts';
import { doctor } from './doctor.ts';
import { help, version } from './help.ts';
import { manifest } from './manifest.ts';
import { migrate } from './migrate.ts';
import { sandbox } from './sandbox.ts';
import { say } from './say.ts';
import { serve } from './serve.ts';

/** The verbs of the `shipmate` command, in the order of its help. */
export function verbsOf(rooms: Rooms): Verb[] {
  const verbs: Verb[] = [
    serve(rooms),
    sandbox(rooms),
    say(rooms),
    configCheck(rooms),
    manifest(rooms),
    doctor(rooms),
    migrate(rooms),
    auditVerify(rooms),
    auditExport(rooms),
  ];
  return [...verbs, help(() => verbs), version(rooms)];
}
