import { z } from 'zod';
import { Notify } from '../../domain/build/subscription.ts';
import { Duration } from '../../domain/settings.ts';

/** What each argument of `/build` is, for the sentence that says that something is not. */

export const StreakArgument = z
  .string()
  .regex(/^B-\d{1,12}$/i)
  .transform((id) => id.toUpperCase())
  .describe('a red build such as B-31');
/** A red build, or what all repeats of a failure have in common. */
export const FailureArgument = z
  .string()
  .regex(/^(B-\d{1,12}|[0-9a-f]{8,40})$/i)
  .transform((id) => (/^b-/i.test(id) ? id.toUpperCase() : id.toLowerCase()))
  .describe('a red build such as B-31, or the signature of a failure');
/** `acme/checkout`, or its address, which Slack puts between `<` and `>`. */
export const repoNamed = (text: string): string =>
  text
    .replace(/^<([^|>]*)(\|[^>]*)?>$/, '$1')
    .replace(/^https?:\/\/github\.com\//i, '')
    .replace(/(\.git)?\/?$/, '');
export const RepoArgument = z
  .string()
  .max(300)
  .transform(repoNamed)
  .pipe(z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/))
  .describe('a repository such as acme/checkout');
/** As Slack escapes it: `<#C0BUILDS|builds>`. */
export const ChannelArgument = z
  .string()
  .regex(/^<#[CG][A-Z0-9]+(\|[^>]*)?>$/)
  .transform((link) => link.slice(2).replace(/[|>].*$/, ''))
  .describe('a channel: write # and choose it from the list');
export const NotifyArgument = Notify.describe('failures, changes or all');
export const LengthArgument = Duration.describe('a time such as 90m, 24h or 7d');
