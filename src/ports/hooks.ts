/** What GitHub keeps of the webhooks that it sent to its App. Every question throws Outage `github` where there is no answer. */
export interface Hooks {
  /** Those sent since then that arrived nowhere, by the ids under which they can be sent again; oldest first. What was turned away is none. */
  lost(since: Date): Promise<string[]>;
  /** Asks for one once more. Only asked for: it comes in at the door like any other. */
  sendAgain(id: string): Promise<void>;
}
