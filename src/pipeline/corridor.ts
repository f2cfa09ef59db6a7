import { z } from 'zod';
import type { Intent } from '../domain/intent.ts';
import { type Person, PersonRef } from '../domain/person.ts';
import { Outage, Refusal } from '../domain/problems.ts';
import { redactAll } from '../domain/redact.ts';
import type { Committed, Corridor, Reply } from '../ports.ts';
import { explain, unsure } from '../views/corridor.ts';
import { spokenDuration } from '../views/time.ts';
import { admitPerson } from './admit.ts';
import { argumentsOf } from './arguments.ts';
import { authorise } from './authorise.ts';
import { open } from './command.ts';
import { type Desk, openDesk } from './desk.ts';
import { closing, legible, type Outcome, openedAndClosed, opening, type Walk } from './entry.ts';
import type { Menu } from './menu.ts';
import { wordsOf } from './words.ts';
import type { AnyWorkflow } from './workflow.ts';
import type { World } from './world.ts';

/** How often a command is run again because somebody else changed the same record first. */
const races = 5;

type Understandable = Pick<Intent, 'line' | 'fields' | 'from' | 'channel' | 'threadTs' | 'about'>;

/** What every record says about its asking. */
const Asked = z.object({ askedBy: PersonRef, askedAt: z.iso.datetime() });

/** The one corridor. Every slash command, mention, button, modal, shortcut, emoji and schedule walks it, in this order. */
export function createCorridor(world: World, menu: Menu, workflows: readonly AnyWorkflow[]): Corridor {
  return async (delivered) => {
    const intent = legible(delivered);
    const walk: Walk = {};
    if (await isSmallTalk(intent)) return {};
    const told = onlyAsks(intent) ? await run(intent, walk) : undefined;
    let opened: Committed;
    try {
      opened = await world.store.commit(told ? openedAndClosed(world, intent, walk, told) : opening(intent)); // not written down, not done
    } catch (problem) {
      world.log.warn({ traceId: intent.traceId, err: problem }, 'A request could not be written down');
      return { ...explain(new Outage('database', problem), intent.traceId), unwritten: true };
    }
    if (!opened.ok) return opened.why === 'duplicate' ? answerAgain(opened.entry.reply) : explain(new Outage('database'), intent.traceId);
    if (told) return wake(told);
    for (let race = 0; ; race++) {
      const outcome = await run(intent, walk);
      try {
        const closed = await world.store.commit(closing(world, intent, walk, outcome));
        if (closed.ok) return wake(outcome);
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

  /** An emoji on a message that has nothing to do with us asks for nothing, and is not written down. */
  async function isSmallTalk(intent: Intent): Promise<boolean> {
    if (intent.via !== 'emoji') return false;
    try {
      const { spec, asked } = await understand(intent, {});
      return (await spec.concerns?.(asked)) === false;
    } catch {
      return false; // whatever is the matter with it is said on the ordinary way
    }
  }

  /** Whoever got no answer asks again: then they hear that it is on its way, and since when. */
  async function alreadyAsked(intent: Intent, id: string): Promise<Refusal> {
    const asked = Asked.safeParse((await world.store.record(id))?.data);
    const since = asked.success
      ? `, asked by ${asked.data.askedBy.userId === intent.from.userId ? 'you' : asked.data.askedBy.name} ${spokenDuration(world.clock.now().getTime() - Date.parse(asked.data.askedAt))} ago`
      : '';
    return new Refusal('duplicate', `\`${id}\` is already on its way${since}: follow it there, or stop it with \`/deploy cancel ${id}\`.`);
  }

  /** What changes nothing may be answered before its entry is opened: opening and closing are then one writing. In doubt it is opened first. */
  function onlyAsks({ line }: Intent): boolean {
    try {
      return !menu.find(wordsOf(line)).command.changes;
    } catch (problem) {
      if (problem instanceof Refusal) return false;
      throw problem;
    }
  }

  /** What was written may begin. */
  function wake({ reply, gathered }: Outcome): Reply {
    for (const record of gathered?.put ?? []) world.queue.wake(record.id);
    return reply;
  }

  async function run(intent: Intent, walk: Walk): Promise<Outcome> {
    try {
      await admitPerson(world.directory, intent);
      const { command, spec, asked, gathered, permission } = await understand(intent, walk);
      walk.actor = await actorOf(intent);
      await spec.objection?.(asked);
      walk.rule = await authorise(world, intent, command, walk.actor, permission);
      const reply = await spec.run({ ...asked, intent, actor: walk.actor ?? visitor(intent), approvals: spec.approvals(asked) });
      return { reply: redactAll(reply), gathered };
    } catch (problem) {
      await lookBack(intent, walk).catch(() => undefined);
      if (!(problem instanceof Refusal))
        world.log[problem instanceof Outage ? 'warn' : 'error'](
          { traceId: intent.traceId, err: problem },
          'A request could not be carried out',
        );
      return { reply: redactAll(explain(problem, intent.traceId)), problem };
    }
  }

  /** Who was turned away early, and what they asked for, belongs into the ledger all the same. */
  async function lookBack(intent: Intent, walk: Walk): Promise<void> {
    walk.actor ??= await actorOf(intent);
    if (walk.command === undefined) await understand(intent, walk);
  }

  async function actorOf({ from, via }: Intent): Promise<Person | undefined> {
    const person = await world.rights.personOf(from);
    return person && (via === 'cli' ? { ...person, atTerminal: true } : person);
  }

  /** What is asked for, as far as it can be understood; none of it is done. @throws Refusal */
  async function understand({ line, fields, from, channel, threadTs, about }: Understandable, walk: Walk) {
    const where = { channel, threadTs, about };
    const { command, rest } = menu.find(wordsOf(line));
    walk.command = command;
    const { grammar, spec } = open(command);
    const args = argumentsOf(command, grammar, spec.args, rest, fields);
    walk.args = args;
    const { desk, gathered } = openDesk(world, workflows, { commands: menu.commands, consider });
    const asked = { args, settings: world.policy.settings(), from, where, desk };
    const permission = await spec.permission(asked);
    walk.permission = permission;
    return { command, spec, asked, gathered, permission };
  }

  function consider(line: string, from: Intent['from']): ReturnType<Desk['consider']> {
    return understand({ line, from, channel: '' }, {});
  }

  async function close(intent: Intent, walk: Walk, refusal: Refusal): Promise<Reply> {
    const reply = explain(refusal, intent.traceId);
    await world.store.commit(closing(world, intent, walk, { reply, problem: refusal }));
    return reply;
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

/** The answer to something that was delivered before: what was answered then. */
function answerAgain(reply: unknown): Reply {
  return reply !== null && typeof reply === 'object' ? (reply as Reply) : {};
}
