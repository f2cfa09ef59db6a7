import { z } from 'zod';

/** Names are looked up in the settings, so that an unknown one is answered with the nearest; phones begin them with a capital letter. */
export const ServiceArgument = z
  .string()
  .max(200)
  .transform((name) => name.toLowerCase());
export const EnvironmentArgument = z
  .string()
  .max(200)
  .transform((name) => name.toLowerCase());
export const VersionArgument = z.string().max(200);
export const Switch = z.literal(true).optional();
/** `D-12`, `R-3`, or `last`: the asker's newest that is not over. */
export const DeployArgument = z
  .string()
  .regex(/^([DR]-\d{1,12}|last)$/i)
  .transform((id) => (id.toLowerCase() === 'last' ? 'last' : id.toUpperCase()));
