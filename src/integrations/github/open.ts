import { createApp } from './app.ts';
import { createBuilds } from './builds.ts';
import { type ClientOptions, createClient } from './client.ts';
import { createContents } from './contents.ts';
import { createGitHub } from './github.ts';
import { createIssues } from './issues.ts';

/** All that GitHub is to the bot. One client for all of it: together they keep GitHub's limits. */
export function openGitHub(options: ClientOptions) {
  const { apiUrl, auth, timeoutMs, writeGapMs } = options;
  const client = createClient(options);
  return {
    client,
    code: createGitHub(client),
    builds: createBuilds(client, apiUrl),
    hooks: 'appId' in auth ? createApp({ apiUrl, ...auth, ...(timeoutMs !== undefined && { timeoutMs }), writeGapMs }) : undefined,
    issues: createIssues(client),
    pages: createContents(client),
  };
}
