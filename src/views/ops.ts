import type { Person } from '../domain/person.ts';
import type { LedgerEntry, Message } from '../ports.ts';
import { aside, code, join, listing, type Marked, mention, moment, mrkdwn, say, sentence } from './kit.ts';
import { limits } from './limits.ts';

/** Only what the asker may do. */
export function helpView(commands: readonly { name: string; usage: string; about: string }[], asked: string | undefined): Message {
  if (commands.length === 0)
    return say(mrkdwn`There is nothing called ${code(asked ?? '')} that you may do. ${code('/ops help')} lists what there is.`);
  if (asked === undefined) return overview(commands);
  return listing(
    'What you may do',
    packed(commands.map(({ name, usage, about }) => mrkdwn`${code(`/${name}${usage === '' ? '' : ` ${usage}`}`)}\n${about}`)),
    aside(mrkdwn`In threads: ${code('@shipmate <the same>')}. ${code('<…>')} must be given, ${code('[…]')} may.`),
  );
}

/** A line for each root with what can follow it; how each is written is asked for by its root. */
function overview(commands: readonly { name: string }[]): Message {
  const roots = new Map<string, string[]>();
  for (const { name } of commands) {
    const [root = '', ...verb] = name.split(' ');
    roots.set(root, [...(roots.get(root) ?? []), ...(verb.length > 0 ? [verb.join(' ')] : [])]);
  }
  return listing(
    'What you may do',
    [...roots].map(([root, verbs]) => join([code(`/${root}`), join(verbs, ', ')], '  ')),
    aside(mrkdwn`How they are written: ${code('/ops help <command>')}, such as ${code(`/ops help ${[...roots.keys()][0] ?? ''}`)}.`),
  );
}

/** As few blocks as hold them all: a message has room for fifty, and there are more commands than that. */
function packed(items: readonly Marked[]): Marked[] {
  const packs: Marked[] = [];
  for (const item of items) {
    const last = packs.at(-1);
    if (last !== undefined && last.text.length + item.text.length < limits.section) packs[packs.length - 1] = join([last, item], '\n');
    else packs.push(item);
  }
  return packs;
}

export const whoamiView = (person: Person, mapped: boolean): Message =>
  mapped
    ? say(
        mrkdwn`You are *${person.name}* (${code(person.account)}). Your roles: ${person.roles.length > 0 ? person.roles.join(', ') : 'none'}.`,
      )
    : say(
        mrkdwn`I know you only as ${code(person.account)}: you may read, and change nothing. An admin adds you to ${code('people')} in shipmate.yaml.`,
      );

/** `because` is a sentence of ours. Only the asker reads it, so naming somebody here pings nobody. */
export const canView = ({ userId, wanted, may, because }: { userId: string; wanted: string; may: boolean; because: string }): Message =>
  say(mrkdwn`${may ? 'Yes' : 'No'}: ${mention(userId)} ${may ? 'may' : 'may not'} ${code(wanted)}, because ${sentence(because)}.`);

export const healthView = (systems: readonly { system: string; well: boolean; say: string }[]): Message =>
  listing(
    systems.every(({ well }) => well) ? 'All well' : 'Something is not well',
    systems.map(({ system, well, say }) => mrkdwn`${well ? mrkdwn`:white_check_mark: well` : mrkdwn`:x: not well`} · *${system}*: ${say}`),
  );

/** Newest last, as it happened. */
export function auditView(entries: readonly LedgerEntry[]): Message {
  if (entries.length === 0) return say(mrkdwn`Nothing of that kind is in the ledger.`);
  return listing(
    'Audit',
    entries.map(auditLine),
    aside(
      mrkdwn`${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}, newest last. ${code('shipmate audit export')} gives all of them.`,
    ),
  );
}

function auditLine({ seq, at, actor, verb, decision, reason, subjects, before, after }: LedgerEntry): Marked {
  const who = mrkdwn`${code(String(seq))} ${moment(at, '{date_short_pretty} {time_secs}')} *${actor.name ?? actor.account}* ${code(verb)} ${decision}`;
  const why = reason === 'ok' ? '' : mrkdwn`(${code(reason)})`;
  return join([join([who, why], ' '), subjects.join(', '), after === undefined ? '' : join([before ?? '', `→ ${after}`], ' ')], ' · ');
}
