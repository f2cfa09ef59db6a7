import { z } from 'zod';
import type { Intent } from '../domain/intent.ts';
import { type Person, PersonRef } from '../domain/person.ts';
import { Outage, Refusal } from '../domain/problems.ts';
import { redactAll } from '../domain/redact.ts';
import type { Committed, Corridor, EntryState, Reply } from '../ports.ts';
import { explain, unsure } from '../views/corridor.ts';
import { spokenDuration } from '../views/time.ts';
import { admitPerson } from './admit.ts';
import { argumentsOf } from './arguments.ts';
import { authorise } from './authorise.ts';
import { type Command, open } from './command.ts';
import { type Desk, nothingGathered, openDesk } from './desk.ts';
import { closing, comesByPost, legible, type Outcome, opening, type Walk, wantsSomething } from './entry.ts';
import { type Menu, meantBeside } from './menu.ts';
import { type Word, wordsOf } from './words.ts';
import type { AnyWorkflow } from './workflow.ts';
import type { World } from './world.ts';

/** How often a command is run again because somebody else changed the same record first. */
const races = 5;
/** What is answered within this time is opened and closed in one writing. */
const atOnceMs = 50;

type Understandable = Pick<Intent, 'line' | 'fields' | 'from' | 'channel' | 'threadTs' | 'about'>;

/** What every record says about its asking. */
const Asked = z.object({ askedBy: PersonRef, askedAt: z.iso.datetime() });

/**
 * The one corridor. Every slash command, mention, button, modal, shortcut, emoji and schedule walks it, in this order.
 * A command only gathers: before it is written down, nothing is done. So most entries are opened and closed in one writing, with all that
 * the command wants; one that takes its time is opened first, to be found if we go down meanwhile.
 */
export function createCorridor(world: World, menu: Menu, workflows: readonly AnyWorkflow[]): Corridor {
  return async (delivered) => {
    const intent = delivered.via === 'emoji' ? await meant(legible(delivered)) : legible(delivered);
    if (intent === undefined) return {};
    const reply = await answerTo(intent);
    return comesByPost(intent) && !reply.unwritten ? {} : reply;
  };

  async function answerTo(intent: Intent): Promise<Reply> {
    const walk: Walk = {};
    const running = run(intent, walk);
    let isOpen = false;
    let outcome: Outcome | undefined;
    try {
      if (await takesLonger(atOnceMs, running)) {
        const opened = await world.store.commit(opening({ ...intent, ...withheld(intent) }));
        if (!opened.ok) return opened.why === 'duplicate' ? answerAgain(opened.entry) : explain(new Outage('database'), intent.traceId);
        isOpen = true;
      }
      for (let race = 0; ; race++) {
        outcome = race === 0 ? await running : await run(intent, walk);
        const written = await writeDown(intent, walk, outcome, isOpen);
        if (written.ok) return wake(outcome);
        if (written.why === 'duplicate') return answerAgain(written.entry);
        if (written.why === 'active') return await refuse(intent, walk, await alreadyAsked(intent, written.by), isOpen);
        if (written.why === 'paced') return await refuse(intent, walk, tooFast(outcome, written.by), isOpen);
        if (race === races) return await refuse(intent, walk, outrun(), isOpen);
      }
    } catch (problem) {
      world.log.warn({ traceId: intent.traceId, err: problem }, 'A request could not be written down');
      const said = outcome && wantsSomething(outcome) ? unsure(intent.traceId) : explain(new Outage('database', problem), intent.traceId);
      return { ...said, unwritten: true };
    }
  }

  function writeDown(intent: Intent, walk: Walk, outcome: Outcome, isOpen: boolean): Promise<Committed> {
    return world.store.commit(closing(world, intent, walk, outcome, isOpen));
  }

  async function refuse(intent: Intent, walk: Walk, refusal: Refusal, isOpen: boolean): Promise<Reply> {
    const reply = explain(refusal, intent.traceId);
    await writeDown(intent, walk, { reply, problem: refusal }, isOpen);
    return reply;
  }

  function takesLonger(ms: number, work: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve) => {
      const callOff = world.clock.after(ms, () => resolve(true));
      const end = () => {
        callOff();
        resolve(false);
      };
      work.then(end, end);
    });
  }

  /** As long as it has no answer, the ledger has no more than the command's name of what may be private. */
  function withheld({ line }: Intent): Pick<Intent, 'withheld'> {
    try {
      const { command } = menu.find(wordsOf(line));
      return command.discreet ? { withheld: command.name } : {};
    } catch {
      return {}; // it is no command, and that is said on the ordinary way
    }
  }

  /** What an emoji asks for. On a message that has nothing to do with us it asks for nothing, and is not written down. */
  async function meant(intent: Intent): Promise<Intent | undefined> {
    const { orElse = [], ...first } = intent;
    for (const line of [first.line, ...orElse]) {
      const one = { ...first, line };
      if (await concerns(one)) return one;
    }
    return undefined;
  }

  async function concerns(intent: Intent): Promise<boolean> {
    try {
      const { spec, asked } = await understand(intent, {});
      return (await spec.concerns?.(asked)) !== false;
    } catch {
      return true; // whatever is the matter with it is said on the ordinary way
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
      const { usage } = command;
      const reply = await spec.run({
        intent,
        actor: walk.actor ?? (await visitor(intent)),
        approvals: spec.approvals(asked),
        usage,
        ...asked,
      });
      return { reply: redactAll(reply), gathered };
    } catch (problem) {
      await lookBack(intent, walk);
      if (!(problem instanceof Refusal))
        world.log[problem instanceof Outage ? 'warn' : 'error'](
          { traceId: intent.traceId, err: problem },
          'A request could not be carried out',
        );
      return { reply: redactAll(explain(problem, intent.traceId)), problem, gathered: { ...nothingGathered(), put: walk.lookUps ?? [] } };
    }
  }

  /** Who was turned away early, and what they asked for, belongs into the ledger all the same: either, where the other cannot be found out. */
  async function lookBack(intent: Intent, walk: Walk): Promise<void> {
    const staysUnknown = (problem: unknown): undefined => {
      if (problem instanceof Refusal || problem instanceof Outage) return;
      world.log.error({ traceId: intent.traceId, err: problem }, 'What was asked, or by whom, could not be found out');
    };
    if (walk.command === undefined) await understand(intent, walk).catch(staysUnknown);
    walk.actor ??= await actorOf(intent).catch(staysUnknown);
  }

  async function actorOf({ from, via }: Intent): Promise<Person | undefined> {
    const person = await world.rights.personOf(from);
    return person && (via === 'cli' ? { ...person, atTerminal: true } : person);
  }

  /** Someone inside who is not on the map: they may read. */
  async function visitor({ from: { teamId, userId } }: Intent): Promise<Person> {
    return { id: `slack:${teamId}/${userId}`, name: await world.rights.nameOf(userId), account: `${teamId}/${userId}`, userId, roles: [] };
  }

  /** What is asked for, as far as it can be understood; none of it is done. @throws Refusal */
  async function understand({ line, fields, from, channel, threadTs, about }: Understandable, walk: Walk) {
    const where = { channel, threadTs, about };
    const { command, rest } = menu.find(wordsOf(line));
    walk.command = command;
    const { grammar, spec } = open(command);
    const args = orElseMeant(command, rest, () => argumentsOf(command, grammar, spec.args, rest, fields));
    walk.args = args;
    const { desk, gathered, lookUps } = openDesk(world, workflows, { commands: menu.commands, consider });
    walk.lookUps = lookUps;
    const asked = { args, settings: world.policy.settings(), from, where, desk };
    const permission = await spec.permission(asked);
    walk.permission = permission;
    return { command, spec, asked, gathered, permission };
  }

  /** Where one word alone does not do, it may be the name of another command, mistyped. @throws Refusal */
  function orElseMeant<Args>(command: Command, [word, ...more]: readonly Word[], read: () => Args): Args {
    try {
      return read();
    } catch (problem) {
      const meant = word?.quotes === 'none' && more.length === 0 ? meantBeside(command, word.text, menu.commands) : undefined;
      if (!(problem instanceof Refusal) || meant === undefined) throw problem;
      throw new Refusal(problem.code, `${problem.say} Or did you mean \`/${meant.name}\`?`);
    }
  }

  function consider(line: string, from: Intent['from']): ReturnType<Desk['consider']> {
    return understand({ line, from, channel: '' }, {});
  }
}

const outrun = (): Refusal =>
  new Refusal('stale_card', 'Somebody else was faster, and things have moved on. Look again before you repeat it.');

const tooFast = ({ gathered }: Outcome, limit: string): Refusal =>
  new Refusal(
    'rate_limited',
    gathered?.paces.find(({ name }) => name === limit)?.say ?? 'That is too much at once. Wait a minute and try again.',
  );

/** The answer to something that was delivered before: what was answered then. */
function answerAgain({ reply }: EntryState): Reply {
  return reply !== null && typeof reply === 'object' ? (reply as Reply) : {};
}
