import type { PersonSettings, Settings } from '../../domain/settings.ts';
import { type Complaint, wrongValue } from '../complaint.ts';

/** One account belongs to one person: two people with the same one could approve for each other. */
export function checkPeople({ people }: Settings): Complaint[] {
  const owners = new Map<string, { name: string; index: number }>();
  const complaints: Complaint[] = [];
  for (const [index, person] of people.entries()) {
    for (const { field, id } of accountsOf(person)) {
      const key = `${field} ${id.toLowerCase()}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, { name: person.name, index });
      else if (owner.index === index)
        complaints.push(wrongValue(['people', index, field], `"${id}" stands twice in the accounts of ${person.name}.`));
      else {
        const say = `"${id}" is given to ${owner.name} and to ${person.name}: an account belongs to one person.`;
        complaints.push(wrongValue(['people', index, field], say));
      }
    }
  }
  return complaints;
}

function accountsOf({ slack, github, email }: PersonSettings): { field: 'slack' | 'github' | 'email'; id: string }[] {
  return [
    ...slack.map((id) => ({ field: 'slack', id }) as const),
    ...(github === undefined ? [] : [{ field: 'github', id: github } as const]),
    ...(email === undefined ? [] : [{ field: 'email', id: email } as const]),
  ];
}
