import { channels, imagePath, people, services, userGroups } from './world.ts';

const channel = (name: string): string => channels.find((one) => one.name === name)?.id ?? '';
const roles: Readonly<Record<string, string>> = { ana: '[deployer]', ben: '[deployer, approver]', cleo: '[reporter]', dev: '[reporter]' };

/**
 * The settings of the make-believe company, as its operators would write them.
 * @param registryHost `127.0.0.1:<port>`
 * @param bake how long a release is watched: short, so that nobody gets bored
 * @param grace how long a red build may turn green unnoticed
 * @param pages where repositories are served as pages
 */
export const sandboxSettings = (
  registryHost: string,
  bake = '8s',
  grace = '2m',
  pages?: string,
): string => `# The settings of the sandbox. Written anew at every start.
channels: { deploys: ${channel('deploys')}, incidents: ${channel('incidents')}, builds: ${channel('builds')}, help: ${channel('help')}, audit: ${channel('audit')} }
people:
${people
  .filter(({ name }) => name in roles)
  .map(({ name, realName, id, github }) => `  - { name: ${realName}, slack: ${id}, github: ${github}, roles: ${roles[name]} }`)
  .join('\n')}
groups:
  - { slackGroup: ${userGroups[0].id}, roles: [commander] }
roles:
  reporter:  [ "ticket.open", "incident.log", "build.help", "read:*/*" ]
  deployer:  [ "deploy:*/*", "rollback:*/*", "lock:*/*", "ticket.close", "build.watch", "build.rerun", "build.mute", "build.revert", "@reporter" ]
  approver:  [ "approve:*/*", "force:*/*", "freeze:*/*", "@deployer" ]
  commander: [ "incident.command", "silence:*/*", "@reporter" ]
  admin:     [ "admin", "@approver", "@commander" ]
environments:
  staging:    { cluster: { context: acme, namespace: staging }, bake: ${bake} }
  production: { cluster: { context: acme, namespace: production }, protected: true, approvals: 1, bake: ${bake}, autoRollback: true }
incidents: { onCall: ${userGroups[0].id}, review: { repo: acme/reviews }, statusPage: { repo: acme/status, title: Acme status${pages === undefined ? '' : `, url: "${pages}/acme/status/"`} },
             components: { checkout: Checkout, payments: Payments } }
services:
${services
  .map(
    (service) => `  ${service}:
    repo: acme/${service}
    image: ${registryHost}/${imagePath(service)}
    channel: ${channel(service)}
    defaultEnvironment: ${service === 'payments' ? 'production' : 'staging'}${service === 'checkout' ? `\n    owners: [ ${userGroups[1].id} ]\n    dependsOn: [ payments ]` : ''}
    targets:
      staging:    { driver: kubernetes, deployment: ${service}, container: app }
      production: { driver: kubernetes, deployment: ${service}, container: app }`,
  )
  .join('\n')}
tickets: { defaultRepo: acme/checkout, channels: { ${channel('checkout')}: acme/checkout, ${channel('payments')}: acme/payments } }
builds:
${services.map((service) => `  - { repo: acme/${service}, channel: ${channel('builds')}, grace: ${grace} }`).join('\n')}
`;
