/** The make-believe company that every double of the sandbox tells the same story about. Names and versions are part of the contract. */
/** Each is the one workspace of an organisation. */
export const team = { id: 'T0ACME', enterpriseId: 'E0ACME', name: 'Acme', domain: 'acme' } as const;
export const otherTeam = { id: 'T0GLOBEX', enterpriseId: 'E0GLOBEX', name: 'Globex', domain: 'globex' } as const;
export const bot = { userId: 'U0SHIPMATE', botId: 'B0SHIPMATE', appId: 'A0SHIPMATE', name: 'shipmate' } as const;

export interface WorldPerson {
  /** The name people use in the sandbox's API: `as: "ana"`. */
  name: string;
  id: string;
  teamId: string;
  realName: string;
  about: string;
  github?: string;
  timezone: string;
}

export const people: readonly WorldPerson[] = [
  { name: 'ana', id: 'U0ANA', teamId: team.id, realName: 'Ana Ruiz', about: 'deployer', github: 'ana-ruiz', timezone: 'Europe/Madrid' },
  {
    name: 'ben',
    id: 'U0BEN',
    teamId: team.id,
    realName: 'Ben Okafor',
    about: 'deployer and approver',
    github: 'bokafor',
    timezone: 'Europe/London',
  },
  {
    name: 'cleo',
    id: 'U0CLEO',
    teamId: team.id,
    realName: 'Cleo Laurent',
    about: 'incident commander',
    github: 'claurent',
    timezone: 'Europe/Paris',
  },
  { name: 'dev', id: 'U0DEV', teamId: team.id, realName: 'Dev Patel', about: 'reporter', github: 'devpatel', timezone: 'Asia/Kolkata' },
  {
    name: 'eve',
    id: 'U0EVE',
    teamId: otherTeam.id,
    realName: 'Eve Stone',
    about: 'a guest from another company',
    timezone: 'America/New_York',
  },
];

export interface WorldChannel {
  name: string;
  id: string;
  topic: string;
  /** Slack Connect: people of another company are in it. */
  shared: boolean;
}

export const channels: readonly WorldChannel[] = [
  { name: 'deploys', id: 'C0DEPLOYS', topic: 'Every deploy, one line each', shared: false },
  { name: 'incidents', id: 'C0INCIDENTS', topic: 'What is on fire', shared: false },
  { name: 'builds', id: 'C0BUILDS', topic: 'Builds that are red, and green again', shared: false },
  { name: 'help', id: 'C0HELP', topic: 'Ask, and someone answers', shared: false },
  { name: 'audit', id: 'C0AUDIT', topic: 'What was refused, and other things worth knowing', shared: false },
  { name: 'checkout', id: 'C0CHECKOUT', topic: 'The team that takes the money', shared: false },
  { name: 'payments', id: 'C0PAYMENTS', topic: 'The team that moves the money', shared: false },
];

export const userGroups = [
  { id: 'S0ONCALL', handle: 'oncall', name: 'On call', members: ['U0CLEO'] },
  { id: 'S0CHECKOUT', handle: 'checkout-team', name: 'Checkout', members: ['U0ANA', 'U0BEN'] },
] as const;

export const services = ['checkout', 'payments'] as const;
export const environments = ['staging', 'production'] as const;

/** What is live everywhere when the sandbox starts. */
export const liveAtStart = 'v1.2.0';

/** In the order in which they were tagged. The suffix says how a version misbehaves once it runs. */
export const versions = [
  'v1.1.0',
  'v1.2.0',
  'v1.2.1',
  'v1.3.0',
  'v1.4.0-crash',
  'v1.4.1-pull',
  'v1.4.2-slow',
  'v1.4.3-unready',
  'v1.4.4-late',
] as const;

/** The path of a service's image inside the sandbox's registry. */
export const imagePath = (service: string): string => `shop/${service}`;
