import type { Octokit } from '@octokit/rest';
import { Installation } from './schema.ts';

export type GitHubAuth = { token: string } | { appId: string; privateKey: string };

export interface Authorization {
  /** The `Authorization` header for a path. */
  headerFor(path: string): Promise<string>;
  /** A GitHub App as it is installed there. Undefined: of a token GitHub does not tell. */
  installationAt(path: string): Promise<Installation | undefined>;
}

/** A GitHub App acts in each account as its installation there, with a token that is renewed in time. */
export async function createAuthorization(octokit: Octokit, auth: GitHubAuth): Promise<Authorization> {
  if ('token' in auth) return { headerFor: async () => `Bearer ${auth.token}`, installationAt: async () => undefined };

  const { createAppAuth } = await import('@octokit/auth-app');
  const app = createAppAuth({ ...auth, request: octokit.request });
  const installations = new Map<string, number>();

  async function installationAt(path: string): Promise<Installation> {
    const [, kind = '', account = '', repo = ''] = path.split('/');
    const { token } = await app({ type: 'app' });
    const where = kind === 'orgs' ? `/orgs/${account}` : `/repos/${account}/${repo}`;
    const answer = await octokit.request(`GET ${where}/installation`, { headers: { authorization: `Bearer ${token}` } });
    const installation = Installation.parse(answer.data);
    installations.set(account, installation.id);
    return installation;
  }

  return {
    async headerFor(path) {
      const installationId = installations.get(path.split('/')[2] ?? '') ?? (await installationAt(path)).id;
      const { token } = await app({ type: 'installation', installationId });
      return `Bearer ${token}`;
    },
    installationAt,
  };
}
