import { createHmac } from 'node:crypto';

/**
 * What the CI system of a repository signs with: derived from the secret that GitHub signs with, so that there is nothing more to keep. Whoever
 * knows it can speak for that repository's builds, and for nothing else.
 */
export const ciSecretOf = (webhookSecret: string, repo: string): string =>
  createHmac('sha256', webhookSecret).update(`ci:${repo.toLowerCase()}`).digest('hex');
