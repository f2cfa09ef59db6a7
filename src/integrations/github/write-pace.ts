/** GitHub: "wait at least one second between each request" that creates or changes something. */
const usualGapMs = 1_000;
/** A place that nobody came back for is given up. */
const forgottenMs = 120_000;

export interface WritePace {
  /** Milliseconds until the turn of that name; it keeps its place in the row. */
  turn(name: string): number;
  /** How long a newcomer would wait now, in milliseconds. */
  waitMs(): number;
  /** One at a time. `name`: it had its turn already. */
  write<Result>(name: string | undefined, act: () => Promise<Result>): Promise<Result>;
}

/** Writes go one after another, a gap apart. Whoever comes takes a place in the row, and may go away until it is due. */
export function createWritePace(gapMs = usualGapMs): WritePace {
  const places = new Map<string, number>();
  let nextFree = 0;
  let underWay: Promise<unknown> = Promise.resolve();

  function take(): number {
    const place = Math.max(Date.now(), nextFree);
    nextFree = place + gapMs;
    return place;
  }

  return {
    turn(name) {
      for (const [other, at] of places) if (at < Date.now() - forgottenMs) places.delete(other);
      const place = places.get(name) ?? take();
      places.set(name, place);
      return Math.max(place - Date.now(), 0);
    },
    waitMs: () => Math.max(nextFree - Date.now(), 0),
    async write(name, act) {
      const place = (name === undefined ? undefined : places.get(name)) ?? take();
      if (name !== undefined) places.delete(name);
      const waitMs = place - Date.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const mine = underWay.then(act, act);
      underWay = mine.catch(() => undefined);
      return mine;
    },
  };
}
