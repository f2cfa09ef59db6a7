import { z } from 'zod';
import type { Intent } from '../domain/intent.ts';
import { laneOf } from '../domain/names.ts';
import { type Permission, sayPermission } from '../domain/permission.ts';
import { type Person, PersonRef } from '../domain/person.ts';
import { Outage, type ReasonCode, Refusal } from '../domain/problems.ts';
import { redact, redactAll } from '../domain/redact.ts';
import type { Committed, Corridor, LedgerLine, MessageWrite, Reply, Unit } from '../ports.ts';
import { explain, refusedNotice, unsure } from '../views/corridor.ts';
import { spokenDuration } from '../views/time.ts';
import { admitPerson, admitPlace } from './admit.ts';
import { argumentsOf } from './arguments.ts';
import { type Command, open } from './command.ts';
import { type Desk, type Gathered, openDesk } from './desk.ts';
import type { Menu } from './menu.ts';
import { leaving } from './records.ts';
import { freshAgeMs } from './rights.ts';
import { tidy, wordsOf } from './words.ts';
import type { AnyWorkflow } from './workflow.ts';
import type { World } from './world.ts';

/** How often a command is run again because somebody else changed the same record first. */
const races = 5;

/** What every record says about its asking. */
const Asked = z.object({ askedBy: PersonRef, askedAt: z.iso.datetime() });

/** What is known of a request so far: for the closing line of its entry. */
interface Walk {
  command?: Command;
  actor?: Person;
  permission?: Permission | 'anyone';
  args?: Record<string, unknown>;
  rule?: string;
}

/** The one corridor. Every slash command, mention, button, modal, shortcut, emoji and schedule walks it, in this order. */
export function createCorridor(world: World, menu: Menu, workflows: readonly AnyWorkflow[]): Corridor {
  return async (delivered) => {
    const intent = legible(delivered);
    let opened: Committed;
    try {
      opened = await world.store.commit({ open: intent, lines: [openingLine(intent)] }); // not written down, not done
    } catch (problem) {
      world.log.warn({ traceId: intent.traceId, err: problem }, 'A request could not be written down');
      return { ...explain(new Outage('database', problem), intent.traceId), unwritten: true };
    }
    if (!opened.ok) return opened.why === 'duplicate' ? answerAgain(opened.entry.reply) : explain(new Outage('database'), intent.traceId);
    const walk: Walk = {};
    for (let race = 0; ; race++) {
      const { reply, gathered, problem } = await run(intent, walk);
      try {
        const closed = await world.store.commit(closing(intent, walk, reply, gathered, problem));
        if (closed.ok) {
          for (const record of gathered?.put ?? []) world.queue.wake(record.id);
          return reply;
        }
        if (closed.why === 'active') return await close(intent, walk, await alreadyAsked(intent, closed.by));
        if (race === races)
          return await close(
            intent,
            walk,
            new Refusal('stale_card', 'Somebody else was faster, and things have moved on. Look again before you repeat it.'),
          );
      } catch (failure) {
        world.log.warn({ traceId: intent.traceId, err: failure }, 'An outcome could not be written down');
        return { ...unsure(intent.traceId), unwritten: true };
      }
    }
  };

  /** Whoever got no answer asks again: then they hear that it is on its way, and since when. */
  async function alreadyAsked(intent: Intent, id: string): Promise<Refusal> {
    const asked = Asked.safeParse((await world.store.record(id))?.data);
    const since = asked.success
      ? `, asked by ${asked.data.askedBy.userId === intent.from.userId ? 'you' : asked.data.askedBy.name} ${spokenDuration(world.clock.now().getTime() - Date.parse(asked.data.askedAt))} ago`
      : '';
    return new Refusal('duplicate', `\`${id}\` is already on its way${since}: follow it there, or stop it with \`/deploy cancel ${id}\`.`);
  }

  async function run(intent: Intent, walk: Walk): Promise<{ reply: Reply; gathered?: Gathered; problem?: unknown }> {
    try {
      await admitPerson(world.directory, intent);
      const { command, spec, asked, gathered, permission } = await understand(intent, walk);
      walk.actor = await world.rights.personOf(intent.from);
      await spec.objection?.(asked);
      walk.rule = await authorise(intent, command, walk.actor, permission);
      const reply = await spec.run({ ...asked, intent, actor: walk.actor ?? visitor(intent), approvals: spec.approvals(asked) });
      return { reply: redactAll(reply), gathered };
    } catch (problem) {
      if (walk.command === undefined) await lookBack(intent, walk).catch(() => undefined);
      if (!(problem instanceof Refusal))
        world.log[problem instanceof Outage ? 'warn' : 'error'](
          { traceId: intent.traceId, err: problem },
          'A request could not be carried out',
        );
      return { reply: redactAll(explain(problem, intent.traceId)), problem };
    }
  }

  /** Who was turned away at once, and what they asked for, belongs into the ledger all the same. */
  async function lookBack(intent: Intent, walk: Walk): Promise<void> {
    walk.actor = await world.rights.personOf(intent.from);
    await understand(intent, walk);
  }

  /** What is asked for, as far as it can be understood; none of it is done. @throws Refusal */
  async function understand({ line, fields, from }: Pick<Intent, 'line' | 'fields' | 'from'>, walk: Walk) {
    const { command, rest } = menu.find(wordsOf(line));
    walk.command = command;
    const { grammar, spec } = open(command);
    const args = argumentsOf(command, grammar, spec.args, rest, fields);
    walk.args = args;
    const { desk, gathered } = openDesk(world, workflows, { commands: menu.commands, consider });
    const asked = { args, settings: world.policy.settings(), from, desk };
    const permission = await spec.permission(asked);
    walk.permission = permission;
    return { command, spec, asked, gathered, permission };
  }

  function consider(line: string, from: Intent['from']): ReturnType<Desk['consider']> {
    return understand({ line, from }, {});
  }

  /** Who may, and from where. Default deny; returns the grant that allows it, for the ledger. */
  async function authorise(
    intent: Intent,
    command: Command,
    actor: Person | undefined,
    permission: Permission | 'anyone',
  ): Promise<string> {
    const environment = permission === 'anyone' ? undefined : world.policy.settings().environments[permission.environment ?? ''];
    if (command.changes) {
      const isProtected = environment?.protected ?? false;
      if (isProtected) await admitPerson(world.directory, intent, freshAgeMs);
      const service = permission === 'anyone' ? undefined : world.policy.settings().services[permission.service ?? ''];
      await admitPlace(world.directory, intent, { isProtected, home: service?.channel });
    }
    if (permission === 'anyone') return 'anyone';
    if (!actor) {
      throw new Refusal(
        'not_linked',
        `I do not know who you are beyond Slack. Ask an admin to add your Slack id (\`${intent.from.userId}\`) to \`people\` in shipmate.yaml.`,
      );
    }
    const grant = world.rights.grantFor(actor, permission);
    if (!grant) throw new Refusal('not_authorized', notAllowed(permission, command, await world.rights.whoMay(permission)));
    return `${grant.role}: ${grant.grant} (${world.rights.whereIs(grant)})`;
  }

  async function close(intent: Intent, walk: Walk, refusal: Refusal): Promise<Reply> {
    const reply = explain(refusal, intent.traceId);
    await world.store.commit(closing(intent, walk, reply, undefined, refusal));
    return reply;
  }

  function closing(intent: Intent, walk: Walk, reply: Reply, gathered: Gathered | undefined, problem: unknown): Unit {
    const outcome = problem === undefined ? 'done' : problem instanceof Refusal ? 'refused' : 'failed';
    const reason: ReasonCode =
      problem === undefined
        ? 'ok'
        : problem instanceof Refusal
          ? problem.code
          : problem instanceof Outage
            ? 'executor_error'
            : 'internal_error';
    const line: LedgerLine = {
      ...openingLine(intent),
      at: world.clock.now().toISOString(),
      actor: { ...openingLine(intent).actor, ...(walk.actor && { person: walk.actor.id, name: walk.actor.name }) },
      verb: walk.command?.name ?? verbOf(intent),
      args: walk.args ?? openingLine(intent).args,
      decision: outcome,
      reason,
      ...(walk.rule !== undefined && { rule: walk.rule }),
      subjects: [...(gathered?.subjects ?? []), ...laneIn(walk)],
      ...(gathered?.before !== undefined && { before: gathered.before }),
      ...(gathered?.after !== undefined && { after: gathered.after }),
    };
    return {
      close: { entryId: intent.id, outcome, reply },
      put: gathered?.put ?? [],
      ...leaving(gathered?.put ?? []),
      messages: [...(gathered?.messages ?? []), ...(problem instanceof Refusal ? tellAudit(intent, walk, problem) : [])],
      lines: [line],
    };
  }

  /** A refused change to a protected environment is also told in the audit channel: attempts are worth seeing. */
  function tellAudit(intent: Intent, walk: Walk, refusal: Refusal): MessageWrite[] {
    const { channels, environments } = world.policy.settings();
    const place = walk.permission === undefined || walk.permission === 'anyone' ? undefined : walk.permission;
    if (!channels.audit || !walk.command?.changes || !place?.environment || !environments[place.environment]?.protected) return [];
    return [
      {
        key: `audit/${intent.id}`,
        recordId: intent.id,
        channel: channels.audit,
        message: refusedNotice(intent, walk.actor?.name, sayPermission(place), refusal),
      },
    ];
  }
}

/** Someone inside who is not on the map: they may read. */
const visitor = ({ from }: Intent): Person => ({
  id: `slack:${from.teamId}/${from.userId}`,
  name: 'someone',
  account: `${from.teamId}/${from.userId}`,
  userId: from.userId,
  roles: [],
});

function notAllowed(permission: Permission, command: Command, others: readonly { name: string }[]): string {
  const where = permission.environment === undefined ? '' : ` ${permission.service ?? ''} in ${permission.environment}`;
  const names = others.slice(0, 3).map(({ name }) => name);
  const ask =
    names.length > 0
      ? ` ${names.join(', ')}${others.length > 3 ? ' and others' : ''} may: ask there.`
      : ' Nobody may at the moment: roles are granted in shipmate.yaml.';
  return `You may not ${permission.verb}${where} (\`/${command.name}\`).${ask}`;
}

/** Whatever is written down or shown from here on is one line of plain characters, and holds no secrets. */
function legible(intent: Intent): Intent {
  const { line, fields = {} } = intent;
  const clean = (text: string) => redact(tidy(text));
  const cleanFields = Object.entries(fields).map(([name, text]) => [name, clean(text)] as const);
  return { ...intent, line: clean(line), ...(intent.fields && { fields: Object.fromEntries(cleanFields) }) };
}

/** The lane somebody asked about: that is how people look for it in the ledger. */
const laneIn = ({ permission }: Walk): string[] =>
  permission === undefined || permission === 'anyone' || !permission.environment || !permission.service
    ? []
    : [laneOf(permission.service, permission.environment)];

const verbOf = ({ line }: Intent): string => line.split(' ', 1)[0]?.slice(0, 40) ?? '';

export function openingLine(intent: Intent): LedgerLine {
  return {
    at: intent.receivedAt,
    actor: { account: `${intent.from.teamId}/${intent.from.userId}` },
    via: intent.via,
    channel: intent.channel,
    verb: verbOf(intent),
    args: { line: intent.line.slice(0, 2_000) },
    decision: 'opened',
    reason: 'ok',
    subjects: [],
    traceId: intent.traceId,
    parent: intent.id,
  };
}

/** The answer to something that was delivered before: what was answered then. */
function answerAgain(reply: unknown): Reply {
  return reply !== null && typeof reply === 'object' ? (reply as Reply) : {};
}
