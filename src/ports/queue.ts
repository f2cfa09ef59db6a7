/** Wakes the workshop. Carries ids only, and may forget them: the records know what is due. */
export interface Queue {
  wake(id: string): void;
  /** Begins to work: `work` may be called twice for the same id, in any process. */
  start(work: (id: string) => Promise<void>): Promise<void>;
  check(): Promise<void>;
  /** Takes no more work, waits for what is in hand. */
  close(): Promise<void>;
}
