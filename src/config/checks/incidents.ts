import { audiencesOf, everyone } from '../../domain/incident/audience.ts';
import { blanks, unknownBlanks } from '../../domain/incident/template.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, wrongName, wrongValue } from '../complaint.ts';

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

/** What people outside read is what was meant for them: names that lead nowhere are told before anything is published. */
export function checkPublicWords({ incidents, services }: Settings): Complaint[] {
  const { audiences, components, templates } = incidents;
  const strangers = Object.keys(components).filter((service) => !Object.hasOwn(services, service));
  const pages = Object.entries(audiencesOf(incidents)).flatMap(([name, { statusPage: page }]) =>
    page === undefined ? [] : [{ name, place: `${page.repo} ${page.branch} ${page.folder}` }],
  );
  return [
    ...strangers.map((service) =>
      wrongName(
        ['incidents', 'components', service],
        `incidents.components: there is no service "${service}"${orNearest(service, Object.keys(services))}`,
      ),
    ),
    ...Object.entries(templates).flatMap(([name, { text }]) =>
      unknownBlanks(text).map((blank) =>
        wrongValue(
          ['incidents', 'templates', name, 'text'],
          `incidents.templates.${name}: "{${blank}}" is never filled in${orNearest(blank, blanks)}`,
        ),
      ),
    ),
    ...(Object.hasOwn(audiences, everyone)
      ? [wrongName(['incidents', 'audiences', everyone], `incidents.audiences: "${everyone}" reads incidents.statusPage; name another.`)]
      : []),
    ...pages
      .filter(({ place }, index) => pages.findIndex((one) => one.place === place) < index)
      .map(({ name }) =>
        wrongValue(
          ['incidents', 'audiences', name, 'statusPage'],
          `incidents.audiences.${name}: somebody else's page stands there already.`,
        ),
      ),
  ];
}
