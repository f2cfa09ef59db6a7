import { z } from 'zod';

/** An IANA name. */
export const Timezone = z.string().refine(exists, 'is not a time zone such as Europe/London');

function exists(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
