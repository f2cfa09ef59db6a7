import type { Letter } from '../ports.ts';
import { type CarryWorld, createCarrier } from './carry.ts';
import { createPace } from './pace.ts';

/** One postman delivers for all replicas, so that Slack's limits are kept by one: this is how long its office lasts unrenewed. */
const usualOfficeMs = 10_000;
const idleMs = 1_000;

export interface Postman {
  /** There may be something to deliver. */
  nudge(): void;
  start(): void;
  /** Finishes what is under way, and leaves the office to whoever comes. */
  stop(): Promise<void>;
}

/**
 * Delivers what messages shall look like, until Slack shows it. What is wanted is a row; what was changed several times meanwhile is
 * delivered once, in its last form. Each place has one letter under way at a time, so that a slow one holds up nobody else.
 */
export function createPostman(world: CarryWorld, owner: string, officeMs = usualOfficeMs): Postman {
  const { store, clock, log } = world;
  const pace = createPace(clock);
  const carry = createCarrier(world, pace, holdOffice);
  const underWay = new Set<Promise<void>>();
  let inOfficeSince: number | undefined;
  let round: Promise<void> | undefined;
  let again = false;
  let stopped = true;
  let cancelTimer = () => {};

  function nudge(): void {
    if (stopped) return;
    if (round) {
      again = true;
      return;
    }
    cancelTimer();
    round = sendOut()
      .catch((problem: unknown) => {
        log.warn({ err: problem }, 'The post could not be sent out; it is kept');
        return idleMs;
      })
      .then((waitMs) => {
        round = undefined;
        if (stopped) return;
        if (again) {
          again = false;
          return nudge();
        }
        cancelTimer = clock.after(waitMs, nudge);
      });
  }

  /** Returns how long to wait before the next round, in milliseconds. */
  async function sendOut(): Promise<number> {
    if (!(await holdOffice())) return idleMs;
    const { closed, errands, each } = pace.open();
    if (errands.length === 0) return pace.wait(idleMs);
    for (const letter of await store.undelivered(clock.now(), { closed, errands, each })) {
      if (!stopped && pace.take(letter)) send(letter);
    }
    return pace.wait(idleMs);
  }

  function send(letter: Letter): void {
    const sending = carry(letter)
      .catch((problem: unknown) => {
        log.warn({ key: letter.key, err: problem }, 'A message could not be delivered; it is kept');
        pace.rest(letter.place, idleMs);
      })
      .finally(() => {
        pace.putBack(letter);
        underWay.delete(sending);
        nudge();
      });
    underWay.add(sending);
  }

  /** True while it is for us to deliver; renewed long before a call to Slack could outlast it. */
  async function holdOffice(): Promise<boolean> {
    const at = clock.now().getTime();
    if (inOfficeSince !== undefined && at - inOfficeSince < officeMs / 10) return true;
    inOfficeSince = (await store.lead('postman', owner, officeMs)) ? at : undefined;
    return inOfficeSince !== undefined;
  }

  return {
    nudge,
    start() {
      stopped = false;
      nudge();
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await round;
      await Promise.allSettled(underWay);
      if (inOfficeSince === undefined) return;
      await store
        .lead('postman', owner, 0)
        .catch((problem: unknown) => log.warn({ err: problem }, 'The postman’s office could not be handed over; it will run out'));
    },
  };
}
