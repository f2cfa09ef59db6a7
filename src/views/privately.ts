import type { Message, MessageWrite } from '../ports.ts';

/** Who asked, and where: what only they are to see goes there. */
export interface Asking {
  id: string;
  askedIn: string;
  /** The thread in which they asked. */
  askedUnder?: string | undefined;
  /** Good for half an hour. */
  responseUrl?: string | undefined;
}

/** For the asker alone, where they asked. @param about names it among what the record tells */
export const privately = ({ id, askedIn, askedUnder, responseUrl }: Asking, to: string, about: string, message: Message): MessageWrite => ({
  key: `${id}/${about}`,
  recordId: id,
  channel: askedIn,
  ...(askedUnder !== undefined && { threadTs: askedUnder }),
  privatelyTo: to,
  ...(responseUrl !== undefined && { responseUrl }),
  message,
});
