/** What a test can make go wrong inside the cluster. Read by whoever would meet it; changed through the double's face. */
export interface Troubles {
  quotaExceeded: boolean;
  unschedulable: boolean;
  /** What the admission webhook does with every write to a Deployment. */
  admission: { kind: 'allows' } | { kind: 'denies'; message: string } | { kind: 'timesOut' };
}

export const noTroubles = (): Troubles => ({ quotaExceeded: false, unschedulable: false, admission: { kind: 'allows' } });
