import { allowedTo, type Grant, grantFor, type Permission } from '../domain/permission.ts';
import { type Person, type PersonRef, personWith, refTo } from '../domain/person.ts';
import { Outage, unknownInAnOutage } from '../domain/problems.ts';
import type { PersonSettings } from '../domain/settings.ts';
import type { Directory, Log, Policy } from '../ports.ts';

/** A member of a group may be seen as one for this long after they left it. */
const groupAgeMs = 60_000;
/** People change what they are called now and then. */
const profileAgeMs = 600_000;
/** The same for an account that was deactivated, where it decides about a change. */
export const freshAgeMs = 60_000;

/** The one place where identities and rights are looked up. */
export interface Rights {
  /** The Person behind an account of the home workspace; undefined: not on the map. Never by name, never a default. */
  personOf(account: { teamId: string; userId: string }): Promise<Person | undefined>;
  /** What somebody of the home workspace is called: on the map, else in their own profile. For reading only: nobody is known by it. */
  nameOf(userId: string): Promise<string>;
  /** The account that somebody on the map acts with, called by their name, Slack id or GitHub login. */
  accountOf(called: string): Promise<{ teamId: string; userId: string } | undefined>;
  /** The one `authorise`: the grant that allows it, or undefined. */
  grantFor(person: Person, permission: Permission): Grant | undefined;
  /** Where that grant is written: `shipmate.yaml:17`. */
  whereIs(grant: Grant): string;
  /** Whether the account is one of our own people's, and in use. */
  isInside(account: { teamId: string; userId: string }): Promise<boolean>;
  /** Whether somebody may still do something, at this moment: a role of theirs allows it, and their account is active and inside, or they spoke at the terminal. */
  may(person: Pick<PersonRef, 'userId' | 'account' | 'atTerminal'>, permission: Permission): Promise<boolean>;
  /** Everybody on the map who may. */
  whoMay(permission: Permission): Promise<PersonRef[]>;
  /** Who would be asked to approve: everybody who may, but the asker. People are compared, not accounts. */
  approversOf(asked: { environment: string; service: string; askedBy: PersonRef }): Promise<PersonRef[]>;
}

export function createRights({ policy, directory, log }: { policy: Policy; directory: Directory; log: Log }): Rights {
  /** A group that cannot be read has no members: unknown means no. */
  async function membersOf(read: Promise<string[]>, group: string): Promise<string[]> {
    try {
      return await read;
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      log.warn({ group, err: problem }, 'A group could not be read; nobody has roles through it');
      return [];
    }
  }

  async function rolesOf(person: PersonSettings): Promise<string[]> {
    const roles = new Set(person.roles);
    for (const group of policy.settings().groups) {
      const name = 'slackGroup' in group ? group.slackGroup : group.githubTeam;
      const members = await membersOf('slackGroup' in group ? directory.group(name, groupAgeMs) : directory.team(name, groupAgeMs), name);
      const isMember =
        'slackGroup' in group
          ? person.slack.some((id) => members.includes(id))
          : person.github !== undefined && members.includes(person.github);
      if (isMember) for (const role of group.roles) roles.add(role);
    }
    return [...roles];
  }

  async function asPerson(person: PersonSettings, teamId: string, userId: string): Promise<Person> {
    return { id: person.slack[0] ?? userId, name: person.name, account: `${teamId}/${userId}`, userId, roles: await rolesOf(person) };
  }

  const rights: Rights = {
    async personOf({ teamId, userId }) {
      const { teamId: home } = await directory.home();
      const person = teamId === home ? personWith(policy.settings(), userId) : undefined;
      return person && asPerson(person, teamId, userId);
    },
    async nameOf(userId) {
      const known = personWith(policy.settings(), userId)?.name;
      return known ?? (await directory.user(userId, profileAgeMs).catch(unknownInAnOutage))?.name ?? 'someone';
    },
    async accountOf(called) {
      const wanted = called.replace(/^@/, '').toLowerCase();
      const isMeant = ({ name, slack: [first], github }: PersonSettings) =>
        [name, first, github].some((one) => one?.toLowerCase() === wanted);
      const [userId] = policy.settings().people.find(isMeant)?.slack ?? [];
      return userId === undefined ? undefined : { teamId: (await directory.home()).teamId, userId };
    },
    grantFor: (person, permission) => grantFor(policy.settings().roles, person.roles, permission),
    whereIs: ({ role }) => policy.whereIs(role),
    async isInside({ teamId, userId }) {
      const facts = teamId === (await directory.home()).teamId ? await directory.user(userId, freshAgeMs) : undefined;
      return facts !== undefined && !facts.deleted && !facts.isBot && !facts.guest && !facts.stranger;
    },
    async may({ userId, account: accountName, atTerminal = false }, permission) {
      const account = { teamId: accountName.split('/', 1)[0] ?? '', userId };
      const person = await rights.personOf(account);
      return person !== undefined && rights.grantFor(person, permission) !== undefined && (atTerminal || (await rights.isInside(account)));
    },
    async whoMay(permission) {
      const { teamId } = await directory.home();
      const allowed: PersonRef[] = [];
      for (const settings of policy.settings().people) {
        const person = await asPerson(settings, teamId, settings.slack[0] ?? '');
        if (rights.grantFor(person, permission)) allowed.push(refTo(person));
      }
      return allowed;
    },
    async approversOf({ environment, service, askedBy }) {
      return (await rights.whoMay(allowedTo('approve', environment, service))).filter(({ id }) => id !== askedBy.id);
    },
  };
  return rights;
}
