import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, wrongName, wrongValue } from '../complaint.ts';
import { circlesIn } from './circles.ts';

/** There is an environment, and each comes after one that exists, without a circle. */
export function checkEnvironments({ environments }: Settings): Complaint[] {
  const known = Object.keys(environments);
  if (known.length === 0) return [wrongName(['environments'], 'environments is empty: there is nowhere to deploy to.')];
  const followed = Object.entries(environments).flatMap(([name, { after }]) => (after === undefined ? [] : [{ name, after }]));
  return [
    ...followed.flatMap(({ name, after }) =>
      known.includes(after)
        ? []
        : [
            wrongValue(
              ['environments', name, 'after'],
              `environments.${name}.after: there is no environment called "${after}"${orNearest(after, known)}`,
            ),
          ],
    ),
    ...circlesIn(new Map(followed.map(({ name, after }) => [name, [after]]))).map((circle) =>
      wrongValue(['environments', circle[0] ?? '', 'after'], `Environments come after one another in a circle: ${circle.join(' → ')}.`),
    ),
  ];
}
