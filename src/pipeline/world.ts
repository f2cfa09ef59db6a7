import type {
  Announce,
  Builds,
  Clock,
  Cluster,
  Code,
  Directory,
  Hooks,
  Ids,
  Issues,
  Log,
  Pages,
  Pictures,
  Policy,
  Queue,
  Registry,
  Store,
  Workspace,
} from '../ports.ts';
import type { Finding } from './health.ts';
import type { Rights } from './rights.ts';

/** Everything the corridor and the workflows may lean on. Made once, in main.ts. */
export interface World {
  clock: Clock;
  ids: Ids;
  log: Log;
  store: Store;
  queue: Queue;
  policy: Policy;
  directory: Directory;
  /** Channels, pins, emoji and files: for workflows only, because Slack takes its time. */
  workspace: Workspace;
  rights: Rights;
  registry: Registry;
  /** Undefined: GitHub is not connected. */
  code: Code | undefined;
  /** Undefined: GitHub is not connected. */
  builds: Builds | undefined;
  /** Undefined where a token is used: GitHub tells only its Apps. */
  hooks: Hooks | undefined;
  /** Undefined: GitHub is not connected. */
  issues: Issues | undefined;
  /** Undefined: GitHub is not connected. */
  pages: Pages | undefined;
  cluster: Cluster;
  pictures: Pictures;
  announce: Announce;
  /** How each system answers right now. */
  health(): Promise<Finding[]>;
}
