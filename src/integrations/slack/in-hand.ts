/** What has been begun and has to be finished before the process may end. */
export interface InHand {
  keep<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is left. */
  empty(): Promise<void>;
}

export function createInHand(): InHand {
  let left = 0;
  const waiting: (() => void)[] = [];
  return {
    keep(work) {
      left += 1;
      const done = () => {
        left -= 1;
        if (left === 0) for (const tell of waiting.splice(0)) tell();
      };
      work.then(done, done);
      return work;
    },
    empty: () => new Promise((resolve) => void (left === 0 ? resolve() : waiting.push(resolve))),
  };
}
