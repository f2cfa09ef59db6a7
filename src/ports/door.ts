import type { Intent } from '../domain/intent.ts';
import type { Message } from './store.ts';

/** What the asker alone gets, at once. A modal needs a door that can open one; elsewhere its `otherwise` is said. */
export interface Reply {
  message?: Message;
  modal?: Modal;
  /** To a modal only: what is wrong with which input, by its name. The modal stays open. */
  errors?: Record<string, string>;
  /** The request could not be written down: whoever delivers it again shall do so. */
  unwritten?: true;
}

export interface Modal {
  title: string;
  submit: string;
  blocks: object[];
  /** The command line that the submission completes; each input's `block_id` is the name of the argument it fills in. */
  line: string;
  /** How to say the same by typing. */
  otherwise: string;
}

/** Every door hands its intents to this one function. It never throws. */
export type Corridor = (intent: Intent) => Promise<Reply>;
