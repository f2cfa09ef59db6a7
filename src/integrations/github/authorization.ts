import type { Octokit } from '@octokit/rest';
import { Installation } from './schema.ts';

export type GitHubAuth = { token: string } | { appId: string; privateKey: string };

/** The `Authorization` header for a path. A GitHub App acts in each account as its installation there, with a token that is renewed in time. */
export async function createAuthorization(octokit: Octokit, auth: GitHubAuth): Promise<(path: string) => Promise<string>> {
  if ('token' in auth) return async () => `Bearer ${auth.token}`;

  const { createAppAuth } = await import('@octokit/auth-app');
  const app = createAppAuth({ ...auth, request: octokit.request });
  const installations = new Map<string, number>();

  async function installationFor(path: string): Promise<number> {
    const [, kind = '', account = '', repo = ''] = path.split('/');
    const known = installations.get(account);
    if (known !== undefined) return known;
    const { token } = await app({ type: 'app' });
    const where = kind === 'orgs' ? `/orgs/${account}` : `/repos/${account}/${repo}`;
    const answer = await octokit.request(`GET ${where}/installation`, { headers: { authorization: `Bearer ${token}` } });
    const { id } = Installation.parse(answer.data);
    installations.set(account, id);
    return id;
  }

  return async (path) => {
    const { token } = await app({ type: 'installation', installationId: await installationFor(path) });
    return `Bearer ${token}`;
  };
}
