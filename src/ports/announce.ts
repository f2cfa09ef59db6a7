/** Tells another system what was published, over HTTPS. */
export interface Announce {
  /**
   * One signed delivery; the same `id` again is the same delivery, and the other side knows it by that.
   * @throws Outage when it did not answer, or not with a yes, and may be tried again
   */
  announce(url: string, delivery: { id: string; body: object }): Promise<{ outcome: 'taken' } | { outcome: 'refused'; say: string }>;
}
