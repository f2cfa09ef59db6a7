/** What a registry says in `WWW-Authenticate` when it wants a bearer token: where to get one, and for which service. */
export interface Challenge {
  realm: string;
  service: string | undefined;
}

/** Undefined: the registry asks for something else than a bearer token. */
export function parseChallenge(header: string | null): Challenge | undefined {
  const [, parameters] = /(?:^|,\s*)Bearer\s+(.+)$/i.exec(header ?? '') ?? [];
  const values = new Map<string, string>();
  for (const [, name, quoted, bare] of (parameters ?? '').matchAll(/([a-z_]+)=(?:"([^"]*)"|([^\s,"]+))/gi)) {
    values.set((name ?? '').toLowerCase(), quoted ?? bare ?? '');
  }
  const realm = values.get('realm');
  return realm === undefined ? undefined : { realm, service: values.get('service') };
}
