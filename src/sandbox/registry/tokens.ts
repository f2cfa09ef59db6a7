import { randomBytes } from 'node:crypto';

/** Long enough for one answer and its pages, short enough that a bot which keeps its token meets the expiry. */
export const tokenLifeS = 60;

export interface Login {
  username: string;
  password: string;
}

export interface Tokens {
  /** Undefined: the login is wrong. No login is anonymous, and anonymous may pull. */
  issue(authorization: string | undefined, scopes: string[]): string | undefined;
  /** May the bearer pull from this repository? Without a path: is the token any good at all? */
  allows(authorization: string | undefined, path: string | undefined): 'yes' | 'no_token' | 'invalid_token' | 'insufficient_scope';
}

export function createTokens(now: () => number, login: Login | undefined): Tokens {
  const issued = new Map<string, { pulls: Set<string>; expiresAt: number }>();
  const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  return {
    issue(authorization, scopes) {
      if (authorization !== undefined && authorization !== basic) return undefined;
      const token = randomBytes(24).toString('base64url');
      issued.set(token, { pulls: new Set(scopes.flatMap(pullable)), expiresAt: now() + tokenLifeS * 1000 });
      return token;
    },
    allows(authorization, path) {
      if (authorization === undefined) return 'no_token';
      const token = issued.get(authorization.replace(/^Bearer /i, ''));
      if (token === undefined || token.expiresAt <= now()) return 'invalid_token';
      return path === undefined || token.pulls.has(path) ? 'yes' : 'insufficient_scope';
    },
  };
}

/** `repository:shop/checkout:pull,push` → `shop/checkout`: what is asked beyond pulling is not granted. */
function pullable(scope: string): string[] {
  const match = /^repository:(.+):([a-z,*]+)$/.exec(scope);
  return match?.[1] !== undefined && match[2]?.split(',').includes('pull') ? [match[1]] : [];
}
