import { z } from 'zod';

/** What each argument is, for the sentence that says that something is not. */

/** Names are looked up in the settings, so that an unknown one is answered with the nearest; phones begin them with a capital letter. */
export const ServiceArgument = z
  .string()
  .max(200)
  .transform((name) => name.toLowerCase())
  .describe('the name of a service');
export const EnvironmentArgument = z
  .string()
  .max(200)
  .transform((name) => name.toLowerCase())
  .describe('the name of an environment');
export const VersionArgument = z.string().max(200).describe('a version such as v1.2.0');
export const ReasonArgument = z.string().max(1_000).describe('a reason of at most 1,000 characters');
export const Switch = z.literal(true).optional();
/** `D-12`, `R-3`, or `last`: the asker's newest that is not over. */
export const DeployArgument = z
  .string()
  .regex(/^([DR]-\d{1,12}|last)$/i)
  .transform((id) => (id.toLowerCase() === 'last' ? 'last' : id.toUpperCase()))
  .describe('a deploy such as D-12, or last');
/** Somebody mentioned, as Slack escapes it: `<@U0ANA|ana>`. Names are no identity: two people may have the same. */
export const PersonArgument = z
  .string()
  .regex(/^<@[UW][A-Z0-9]+(\|[^>]*)?>$/)
  .transform((mention) => mention.slice(2).replace(/[|>].*$/, ''))
  .describe('somebody of this workspace: write @ and choose them from the list');
/** `api#12`, an address, `T-9`, `last`: read with the settings at hand, in domain/ticket/place.ts. */
export const TicketArgument = z.string().max(300).describe('a ticket such as api#12, T-9 or last');
export const WordsArgument = z.string().max(10_000).describe('a text of at most 10,000 characters');
/** `INC-17`, or its number. */
export const IncidentArgument = z
  .string()
  .regex(/^(INC-)?\d{1,12}$/i)
  .transform((id) => (/^\d/.test(id) ? `INC-${id}` : id.toUpperCase()))
  .describe('an incident such as INC-17');
