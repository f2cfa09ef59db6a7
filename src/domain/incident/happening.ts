import type { Deploy } from '../deploy.ts';
import { type Freeze, scopeOf } from '../freeze.ts';
import type { EventKind } from './event.ts';

/** What a line of the ledger tells a timeline. */
export interface Happening {
  kind: EventKind;
  text: string;
}

/** A deploy or a rollback on its way, as it is told when it comes into a state; undefined: nobody needs to read that. */
export function deployHappening(deploy: Deploy, after: string): Happening | undefined {
  const { id, service, environment, askedBy } = deploy;
  const version = ('release' in deploy ? deploy.release?.version : undefined) ?? deploy.wanted ?? '';
  const kind = deploy.kind;
  const place = `${service} in ${environment}`;
  const told = (text: string): Happening => ({ kind, text: `${id}: ${text}` });
  switch (after) {
    case 'starting':
      return told(
        kind === 'rollback' ? `${askedBy.name} rolls ${place} back to ${version}` : `${askedBy.name} deploys ${version} of ${place}`,
      );
    case 'live':
      return 'startedAt' in deploy && deploy.startedAt === undefined ? undefined : told(`${version} of ${place} is live`);
    case 'rollingBack':
      return { kind: 'rollback', text: `${id}: ${version} of ${place} failed, and is put back` };
    case 'rolledBack':
      return {
        kind: 'rollback',
        text: `${id}: ${place} was put back to ${deploy.status === 'rolledBack' ? deploy.target.version : 'the release before'}`,
      };
    case 'stuck':
      return told(`${version} of ${place} is stuck and needs a person`);
    case 'cancelled':
      return 'startedAt' in deploy && deploy.startedAt !== undefined ? told(`${version} of ${place} was stopped half-way`) : undefined;
    default:
      return undefined;
  }
}

/** A freeze that somebody asked for, as it begins and ends. */
export function freezeHappening(freeze: Freeze, after: string): Happening | undefined {
  const { id, by, from, to, reason } = freeze;
  const told = (text: string): Happening => ({ kind: 'freeze', text: `${id}: ${text}` });
  const until = `${to.slice(0, 16).replace('T', ' ')} UTC`;
  switch (after) {
    case 'planned':
      return told(`${by.name} wants ${scopeOf(freeze)} frozen from ${from.slice(0, 16).replace('T', ' ')} to ${until}: ${reason}`);
    case 'inForce':
      return told(`${scopeOf(freeze)} is frozen by ${by.name} until ${until}: ${reason}`);
    case 'lifted':
      return told(`${freeze.status === 'lifted' ? freeze.liftedBy.name : 'somebody'} lifts the freeze of ${scopeOf(freeze)}`);
    case 'over':
      return told(`the freeze of ${scopeOf(freeze)} is over`);
    default:
      return undefined;
  }
}

/** What somebody asked for and got, where it touched a service; deploys tell of themselves as they go. */
export function askedHappening(line: { verb: string; name: string; args: unknown; subjects: readonly string[] }): Happening | undefined {
  const { verb, name, args, subjects } = line;
  if (/^(deploy|rollback)( (approve|reject|cancel|confirm|retry|promote|pause|resume|abort|status|history|queue))?$/.test(verb))
    return undefined;
  if (/^(incident|ops|ticket)\b/.test(verb)) return undefined;
  const reason = args !== null && typeof args === 'object' && 'reason' in args && typeof args.reason === 'string' ? `: ${args.reason}` : '';
  const place = subjects.find((subject) => subject.includes('/') && !subject.includes(':')) ?? subjects[0] ?? '';
  const kind = /lock|hold/.test(verb) ? 'lock' : 'change';
  return { kind, text: `${name}: /${verb} for ${place}${reason}` };
}
