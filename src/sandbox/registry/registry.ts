import { createFaults, type Faults } from '../faults.ts';
import { type Handler, listen, withFaults } from '../http.ts';
import { companyImages, createImages, type Images, type ManifestKind } from './images.ts';
import { errors, reply } from './routes.ts';
import { createTokens, type Login, type Tokens } from './tokens.ts';

export interface RegistryDouble {
  url: string;
  /** `127.0.0.1:<port>`, as it stands in an image reference. */
  host: string;
  faults: Faults;
  /** A new build under this tag; returns its digest. */
  push(path: string, tag: string, kind?: ManifestKind): string;
  /** Points the tag at another digest of the repository, or with `'new'` at a new build; returns the digest. */
  moveTag(path: string, tag: string, to: string): string;
  /** What the tag pointed at can still be pulled by its digest, until garbage is collected. */
  removeTag(path: string, tag: string): void;
  collectGarbage(path: string): void;
  /** The version that was built into the image behind `host/path:tag` or `host/path@sha256:…`; undefined when it cannot be pulled. */
  versionOf(imageRef: string): string | undefined;
  digestOf(path: string, tag: string): string | undefined;
  close(): Promise<void>;
}

export interface RegistryOptions {
  port?: number;
  /** Tags by path. Default: the services of the make-believe company. */
  images?: Record<string, readonly string[]>;
  /** Default true: everything needs a bearer token, which anyone may have for pulling. */
  requireToken?: boolean;
  /** A login that the token endpoint takes besides the anonymous one. */
  login?: Login;
  now?: () => number;
}

/** A container registry that speaks the pulling half of the OCI distribution API, with token authentication. */
export async function startRegistry(options: RegistryOptions = {}): Promise<RegistryDouble> {
  const images = createImages(options.images ?? companyImages());
  const tokens = createTokens(options.now ?? Date.now, options.login);
  const faults = createFaults();
  const routes = answerWith(images, options.requireToken === false ? undefined : tokens);
  const { url, close } = await listen(
    withFaults(faults, routes, (status) => errors(status === 429 ? 'TOOMANYREQUESTS' : 'UNKNOWN')),
    options.port,
  );
  const host = new URL(url).host;
  return {
    url,
    host,
    faults,
    push: images.push,
    moveTag(path, tag, to) {
      if (to === 'new') return images.push(path, tag);
      images.point(path, tag, to);
      return to;
    },
    removeTag: images.removeTag,
    collectGarbage: images.collectGarbage,
    versionOf(imageRef) {
      const [, asked, path, tag = 'latest', digest] = /^([^/]+)\/([^@:]+)(?::([^@]+))?(?:@(.+))?$/.exec(imageRef) ?? [];
      return asked === host && path !== undefined ? images.find(path, digest ?? tag)?.version : undefined;
    },
    digestOf: (path, tag) => images.find(path, tag)?.digest,
    close,
  };
}

function answerWith(images: Images, tokens: Tokens | undefined): Handler {
  return (request, response, url) => {
    const { status, headers, body } = reply(request, url, images, tokens);
    response.writeHead(status, { 'docker-distribution-api-version': 'registry/2.0', 'content-length': body.length, ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}
