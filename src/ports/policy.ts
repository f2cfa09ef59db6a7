import type { Settings } from '../domain/settings.ts';

/** The settings in force, and where each grant is written. */
export interface Policy {
  settings(): Settings;
  /** `shipmate.yaml:17` for a role's grants. */
  whereIs(role: string): string;
}
