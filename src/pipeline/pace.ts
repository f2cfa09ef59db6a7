import type { Clock, Errand, Letter } from '../ports.ts';

/** One message a second and channel, and one edit a second and message (Slack, "Rate limits"). */
const paceMs = 1_000;
/** How many letters of an errand may be under way at once, and how many while Slack is short of breath. */
const atOnce = 10;
const carefulForMs = 60_000;

const errands: readonly Errand[] = ['post', 'edit', 'whisper'];

export interface Pace {
  /** Where nothing may be brought just now, and what Slack may be called for. */
  open(): { closed: string[]; errands: Errand[]; each: number };
  /** False: enough of its errand is under way. */
  take(letter: Letter): boolean;
  putBack(letter: Letter): void;
  /** Nothing goes there for so long: a place, an errand, or everything. After an errand was stopped, it goes one by one for a while. */
  rest(what: string, ms: number): void;
  /** Until something that rests may be called again, at most `ms`. */
  wait(ms: number): number;
}

/** Keeps Slack's limits. What is limited in one place, or for one method, holds up no other. */
export function createPace(clock: Clock): Pace {
  const restUntil = new Map<string, number>();
  const carefulUntil = new Map<Errand, number>();
  const underWay = new Map<string, Errand>();

  const now = () => clock.now().getTime();
  const isFull = (errand: Errand) => {
    const most = (carefulUntil.get(errand) ?? 0) > now() ? 1 : atOnce;
    return [...underWay.values()].filter((one) => one === errand).length >= most;
  };

  return {
    open() {
      for (const [what, until] of restUntil) if (until <= now()) restUntil.delete(what);
      return {
        closed: [...restUntil.keys(), ...underWay.keys()],
        errands: restUntil.has('everything') ? [] : errands.filter((errand) => !restUntil.has(errand) && !isFull(errand)),
        each: atOnce,
      };
    },
    take({ place, errand, key }) {
      if (isFull(errand)) return false;
      underWay.set(place, errand);
      if (errand !== 'whisper') restUntil.set(place, now() + paceMs);
      if (errand === 'post') restUntil.set(`of ${key}`, now() + paceMs);
      return true;
    },
    putBack: ({ place }) => void underWay.delete(place),
    rest(what, ms) {
      restUntil.set(what, Math.max(restUntil.get(what) ?? 0, now() + ms));
      const stopped = errands.find((errand) => errand === what);
      if (stopped !== undefined) carefulUntil.set(stopped, now() + ms + carefulForMs);
    },
    wait(ms) {
      const rests = [...restUntil.values()].map((until) => until - now()).filter((rest) => rest > 0);
      return Math.min(ms, ...rests);
    },
  };
}
