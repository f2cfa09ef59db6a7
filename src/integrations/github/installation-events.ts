import { z } from 'zod';
import { cut, name, type Readers } from './event-fields.ts';

/** How GitHub tells a GitHub App where it may look, and no longer may. */

const Installed = z
  .object({ action: cut(60), installation: z.object({ account: z.object({ login: name }) }) })
  .transform(({ action, installation }) => ({ kind: 'installation' as const, account: installation.account.login, action }));

export const installationEvents: Readers = { installation: Installed, installation_repositories: Installed };
