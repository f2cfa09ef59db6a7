import { resolve } from 'node:path';
import type { User } from '@kubernetes/client-node';
import { z } from 'zod';

const Kubeconfig = z.object({
  users: z.array(z.object({ name: z.string(), user: z.object({ tokenFile: z.string().optional() }).nullish() })).nullish(),
});

/**
 * The users, with the tokens that kubectl would read from the `tokenFile` of each: the library passes over that key.
 * A token in a file goes before one in the kubeconfig, and is read again every minute.
 */
export function withTokenFiles(users: readonly User[], kubeconfig: unknown, folder: string): User[] {
  const written = Kubeconfig.safeParse(kubeconfig).data?.users ?? [];
  return users.map((user) => {
    const tokenFile = written.find(({ name }) => name === user.name)?.user?.tokenFile;
    if (tokenFile === undefined) return user;
    const { token: _, ...others } = user;
    return { ...others, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(folder, tokenFile) } } };
  });
}
