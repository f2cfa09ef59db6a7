import type { Settings } from '../../domain/settings.ts';
import { type Complaint, wrongName } from '../complaint.ts';

/** What this version accepts, so that one file serves several versions, and does nothing with. */
export function unserved({ services }: Settings): Complaint[] {
  return Object.entries(services).flatMap(([name, { targets }]) =>
    Object.entries(targets).flatMap(([environment, { strategy }]) => {
      const path = ['services', name, 'targets', environment, 'strategy'];
      return strategy === undefined
        ? []
        : [wrongName(path, `${path.join('.')} is read and not used yet: the rollout goes out in one step.`)];
    }),
  );
}
