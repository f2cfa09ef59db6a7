/** What has been begun and has to be finished before the process may end. */
export interface InHand {
  keep<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is left. */
  empty(): Promise<void>;
}

export function createInHand(): InHand {
  const works = new Set<Promise<unknown>>();
  return {
    keep(work) {
      works.add(work);
      const done = () => works.delete(work);
      work.then(done, done);
      return work;
    },
    async empty() {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
}
