import type { Settings } from '../../domain/settings.ts';
import { type Complaint, wrongName, wrongValue } from '../complaint.ts';

/** Somebody may declare incidents, and there is nowhere to tell of them. */
export function homelessIncidents({ channels, roles }: Settings): Complaint[] {
  const mayDeclare = Object.values(roles).some((grants) => grants.includes('incident.log'));
  if (channels.incidents !== undefined || !mayDeclare) return [];
  return [wrongName(['channels'], 'channels.incidents is missing: no incident can be declared until it names a channel.')];
}

/** Owners are invited when it breaks: only people and user groups of Slack can be. */
export function checkOwners({ services }: Settings): Complaint[] {
  return Object.entries(services).flatMap(([name, { owners }]) =>
    owners.flatMap((owner, index) =>
      /^[UWS][A-Z0-9]{2,}$/.test(owner)
        ? []
        : [
            wrongValue(
              ['services', name, 'owners', index],
              `services.${name}.owners: "${owner}" is neither a Slack user group such as S0TEAM nor a person such as U0ANA.`,
            ),
          ],
    ),
  );
}
