import { basename } from 'node:path';
import { z } from 'zod';
import { Settings } from '../domain/settings.ts';
import { checkEnvironments } from './checks/environments.ts';
import { checkGrants, idleGrants } from './checks/grants.ts';
import { checkOwners, checkPublicWords, homelessIncidents } from './checks/incidents.ts';
import { checkNames } from './checks/names.ts';
import { checkPeople } from './checks/people.ts';
import { checkReactions } from './checks/reactions.ts';
import { checkRoles } from './checks/roles.ts';
import { checkServices, unknownDependencies } from './checks/services.ts';
import { checkAliases, strangersInTurn } from './checks/tickets.ts';
import { unserved } from './checks/unserved.ts';
import { type Complaint, wrongValue } from './complaint.ts';
import type { Problem } from './problem.ts';
import { complaintsIn, inOurWords } from './sentences.ts';
import { complaintsDespite } from './what-is-left.ts';
import { readYaml } from './yaml-file.ts';

export interface ParsedSettings {
  settings: Settings;
  /** The same as it stands in the file. */
  written: unknown;
  /** `shipmate.yaml:17`: where a role's grants are written. */
  whereIs(role: string): string;
  /** What is accepted and yet worth knowing. */
  warnings: Problem[];
}

/**
 * Reads the settings, or tells everything that is wrong with them, in the order of the file.
 * @param byEmoji the commands that can be asked for by emoji
 */
export function parseSettings(text: string, fileName: string, byEmoji: readonly string[] = []): ParsedSettings | { problems: Problem[] } {
  const file = readYaml(text);
  if ('problems' in file) return { problems: inOrder(file.problems) };
  const locate = (complaints: readonly Complaint[]) => inOrder(complaints.map(file.locate));

  const parsed = Settings.safeParse(file.value ?? {}, inOurWords);
  const checked = (settings: Settings) => [...checks.flatMap((check) => check(settings)), ...checkReactions(settings, byEmoji)];
  if (!parsed.success) {
    const unreadable = complaintsIn(parsed.error.issues);
    return { problems: locate([...unreadable, ...complaintsDespite(file.value, checked), ...emptyRoleLists(file.value)]) };
  }
  const settings = parsed.data;
  const problems = [...checked(settings), ...emptyRoleLists(file.value)];
  if (problems.length > 0) return { problems: locate(problems) };

  return {
    settings,
    written: file.value,
    whereIs: (role) => `${basename(fileName)}:${file.locate({ path: ['roles', role], about: 'name', say: '' }).line}`,
    warnings: locate([
      ...unserved(settings),
      ...homelessIncidents(settings),
      ...unknownDependencies(settings),
      ...idleGrants(settings),
      ...strangersInTurn(settings),
    ]),
  };
}

const checks = [
  checkNames,
  checkPeople,
  checkRoles,
  checkGrants,
  checkEnvironments,
  checkServices,
  checkOwners,
  checkPublicWords,
  checkAliases,
];

const WithPeople = z.object({ people: z.array(z.object({ roles: z.unknown() }).partial()) });

/** Somebody began to write roles and wrote none: left out it would mean the same, and nobody would have to wonder. */
function emptyRoleLists(value: unknown): Complaint[] {
  const read = WithPeople.safeParse(value);
  if (!read.success) return [];
  return read.data.people.flatMap(({ roles }, index) =>
    Array.isArray(roles) && roles.length === 0
      ? [wrongValue(['people', index, 'roles'], `people[${index}].roles is empty: name a role, or leave it out.`)]
      : [],
  );
}

const inOrder = (problems: readonly Problem[]): Problem[] => [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
