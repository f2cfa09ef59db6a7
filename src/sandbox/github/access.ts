import { createVerify, randomBytes } from 'node:crypto';
import { z } from 'zod';

export interface GitHubApp {
  id: string;
  /** PEM, of the key pair whose private half the bot signs with. */
  publicKey: string;
}

/** Whose token a request carries. */
export type Caller = 'nobody' | 'unknown' | 'person' | 'app' | 'installation';

export const installationId = 31;
const installationTokenLifeMs = 60 * 60 * 1000;

export interface Access {
  callerOf(authorization: string | undefined): Caller;
  /** A token of the app's one installation, good for an hour. */
  issue(): { token: string; expires_at: string };
}

export function createAccess(token: string, app: GitHubApp | undefined): Access {
  const issued = new Map<string, number>();
  return {
    callerOf(authorization) {
      const [, bearer] = /^(?:bearer|token) (.+)$/i.exec(authorization ?? '') ?? [];
      if (bearer === undefined) return authorization === undefined ? 'nobody' : 'unknown';
      if (bearer === token) return 'person';
      if ((issued.get(bearer) ?? 0) > Date.now()) return 'installation';
      return app !== undefined && isSignedBy(app, bearer) ? 'app' : 'unknown';
    },
    issue() {
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      const expiresAt = Date.now() + installationTokenLifeMs;
      issued.set(token, expiresAt);
      return { token, expires_at: new Date(expiresAt).toISOString() };
    },
  };
}

const Claims = z.object({ iss: z.coerce.string(), iat: z.number(), exp: z.number() });

/** GitHub takes an RS256 token of the app that is not older, nor valid longer, than ten minutes. */
function isSignedBy(app: GitHubApp, jwt: string): boolean {
  const [header, payload, signature] = jwt.split('.');
  if (header === undefined || payload === undefined || signature === undefined) return false;
  const genuine = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(app.publicKey, signature, 'base64url');
  if (!genuine) return false;
  const claims = Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  const nowS = Date.now() / 1000;
  return (
    claims.success && claims.data.iss === app.id && claims.data.iat <= nowS + 60 && claims.data.exp > nowS && claims.data.exp <= nowS + 660
  );
}
