import type { Database, readEnvironment, SandboxEnvironment, SlackEnvironment } from '../config/environment.ts';
import type { Finding } from '../tools/doctor/finding.ts';

/** What is open and serves until it is told to stop. */
export interface Running {
  url: string;
  /** Takes nothing new, lets what is in hand come to rest, and closes. */
  stop(): Promise<void>;
}

export type Role = 'door' | 'workshop' | 'both';

/** A place where the ledger's chain does not hold, or the length of one that does. */
export type Verified = { ok: true; rows: number } | { ok: false; firstBroken: number; why: string };

/** What the verbs need of the rest of the house. Each is loaded when it is first used: `config check` never meets Slack. */
export interface Rooms {
  version(): Promise<string>;
  readEnvironment(wanted?: 'sandbox' | 'either'): ReturnType<typeof readEnvironment>;
  settingsPath(): string;
  serve(options: { environment: SlackEnvironment; role: Role }): Promise<Running>;
  sandbox(options: { environment: SandboxEnvironment }): Promise<Running>;
  /** One command line through the corridor. */
  say(options: { environment: SlackEnvironment; line: string; as: string }): Promise<{ ok: boolean; text: string }>;
  manifest(options: { url: string | undefined }): Promise<string>;
  doctor(options: { environment: SlackEnvironment }): Promise<Finding[]>;
  /** The names of the migrations that were applied. */
  migrate(options: { database: Database }): Promise<string[]>;
  verifyLedger(options: {
    database: Database;
    from: number | undefined;
    to: number | undefined;
    checkpoint: { seq: number; hash: string } | undefined;
  }): Promise<Verified>;
  /** Streams the ledger to the standard output, as slowly as it is read there. */
  exportLedger(options: { database: Database; format: 'jsonl' | 'csv' }): Promise<void>;
}
