import type { Octokit } from '@octokit/rest';
import { Installation } from './schema.ts';

export type GitHubAuth = { token: string } | { appId: string; privateKey: string };

export interface Authorization {
  /** The `Authorization` header for a path. */
  headerFor(path: string): Promise<string>;
  /** What a GitHub App was granted where it is installed: `{ issues: 'write' }`. Undefined: of a token GitHub does not tell. */
  grantedFor(path: string): Promise<Record<string, string> | undefined>;
}

/** A GitHub App acts in each account as its installation there, with a token that is renewed in time. */
export async function createAuthorization(octokit: Octokit, auth: GitHubAuth): Promise<Authorization> {
  if ('token' in auth) return { headerFor: async () => `Bearer ${auth.token}`, grantedFor: async () => undefined };

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
    grantedFor: async (path) => (await installationAt(path)).permissions,
  };
}
