/** GitHub: "wait at least one second between each request" that creates or changes something. */
const usualGapMs = 1_000;

/** Takes the next turn of what goes one after another, a gap apart: milliseconds until then. */
export type TakeTurn = (name: string, gapMs: number) => Promise<number>;

export interface WritePace {
  /** A place in the row of those who need not go at once; milliseconds until it is due. */
  place(): Promise<number>;
  /** How long a newcomer would wait now, in milliseconds. */
  waitMs(): number;
  write<Result>(act: () => Promise<Result>): Promise<Result>;
}

/**
 * Writes go one after another, a gap apart, whoever sends them. The turn is taken right before a write: what was held up does not come
 * in a crowd afterwards. Many at once are spread out beforehand by their places in the row, so that nobody is held for them here.
 */
export function createWritePace(gapMs = usualGapMs, takeTurn: TakeTurn = turnsOfOurOwn()): WritePace {
  let waiting = 0;
  let underWay: Promise<unknown> = Promise.resolve();

  async function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      const waitMs = await takeTurn('GitHub writes', gapMs);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      return await act();
    } finally {
      waiting -= 1;
    }
  }

  return {
    place: () => takeTurn('GitHub row', gapMs),
    waitMs: () => waiting * gapMs,
    write(act) {
      waiting += 1;
      const mine = underWay.then(() => inTurn(act));
      underWay = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** For whoever is alone. */
function turnsOfOurOwn(): TakeTurn {
  const freeAt = new Map<string, number>();
  return async (name, gapMs) => {
    const turn = Math.max(Date.now(), freeAt.get(name) ?? 0);
    freeAt.set(name, turn + gapMs);
    return turn - Date.now();
  };
}
