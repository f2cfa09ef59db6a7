import type { World } from './world.ts';

/** A record is in one process's hands for at most this long after that process was last heard of. */
export const usualLeaseMs = 15_000;

/** What a process has of a record it works on. */
export interface Lease {
  /** Asks the store. False: somebody else has the record, or nobody knows. */
  ours(): Promise<boolean>;
  /** The store has said that it is not ours any more. */
  lost(): boolean;
  end(): void;
}

/** Keeps a record ours while a step works. A store that does not answer says nothing about whose it is: it is asked again. */
export function createLeases({ store, clock }: Pick<World, 'store' | 'clock'>, owner: string, leaseMs: number): (id: string) => Lease {
  return (id) => {
    let over = false;
    let lost = false;
    let next = clock.after(leaseMs / 4, renew);
    async function ours(): Promise<boolean> {
      try {
        const still = await store.renew(id, owner, leaseMs);
        lost ||= !still;
        return still;
      } catch {
        return false;
      }
    }
    function renew(): void {
      void ours().then(() => {
        if (!over && !lost) next = clock.after(leaseMs / 4, renew);
      });
    }
    return {
      ours,
      lost: () => lost,
      end() {
        over = true;
        next();
      },
    };
  };
}
