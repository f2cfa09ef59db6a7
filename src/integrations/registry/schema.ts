import { z } from 'zod';

/** Registries send either name for the token, some both. */
export const TokenAnswer = z
  .object({ token: z.string().min(1).optional(), access_token: z.string().min(1).optional() })
  .transform((answer) => answer.token ?? answer.access_token)
  .pipe(z.string());

export const TagList = z.object({ tags: z.array(z.string()).nullish() });

const Named = z.object({ digest: z.string().regex(/^sha256:[a-f0-9]{64}$/) });

/** The image of one platform, or the list of them; builders put their attestations into the list too. */
export const ImageManifest = z.object({
  config: Named.optional(),
  manifests: z.array(Named.extend({ annotations: z.record(z.string(), z.string()).optional() })).optional(),
});
export const ImageConfig = z.object({ created: z.string().optional() });

/** How a registry words a no, which a proxy or a page in between does not. */
export const Errors = z.object({ errors: z.array(z.object({ code: z.string() })).min(1) });
