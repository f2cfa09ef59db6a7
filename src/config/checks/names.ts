import type { Settings } from '../../domain/settings.ts';
import { type Complaint, wrongName } from '../complaint.ts';

/** Names that every object of the language answers to: they would be found where nothing was defined. */
export function checkNames(settings: Settings): Complaint[] {
  return (['roles', 'environments', 'services'] as const).flatMap((group) =>
    Object.keys(settings[group])
      .filter((name) => name in Object.prototype)
      .map((name) => wrongName([group, name], `${group}: "${name}" cannot be a name, because every object has one.`)),
  );
}
