import { createHash } from 'node:crypto';
import { imagePath, services, versions } from '../world.ts';

export const ociIndex = 'application/vnd.oci.image.index.v1+json';
export const ociImage = 'application/vnd.oci.image.manifest.v1+json';
export const dockerImage = 'application/vnd.docker.distribution.manifest.v2+json';

export type ManifestKind = 'index' | 'image' | 'docker';

export interface Manifest {
  digest: string;
  mediaType: string;
  bytes: Buffer;
  /** The version that was built into it: it stays the same when a tag is moved onto it. */
  version: string;
}

/** What one registry holds: repositories by path, and in each the manifests and the tags that point at them. */
export interface Images {
  has(path: string): boolean;
  /** By tag or by digest. */
  find(path: string, reference: string): Manifest | undefined;
  /** What an image says of itself. Layers nobody asks for are not there. */
  config(path: string, digest: string): Buffer | undefined;
  /** In the order of the alphabet, as registries list them. */
  tags(path: string): string[];
  /** Builds something new, also when the tag was there before, and points the tag at it. */
  push(path: string, tag: string, kind?: ManifestKind): string;
  point(path: string, tag: string, digest: string): void;
  removeTag(path: string, tag: string): void;
  /** Forgets what no tag points at any more, so that it can no longer be pulled. */
  collectGarbage(path: string): void;
}

interface Repository {
  tags: Map<string, string>;
  manifests: Map<string, Manifest>;
  configs: Map<string, Buffer>;
}

/** The first one was built at this time, and each later one three weeks after the one before. */
const firstBuilt = Date.UTC(2026, 2, 2, 10);
const betweenMs = 21 * 86_400_000;

export function createImages(seed: Record<string, readonly string[]>): Images {
  const repositories = new Map<string, Repository>();
  const builds = new Map<string, number>();
  const built = new Map<string, number>();

  const images: Images = {
    has: (path) => repositories.has(path),
    find(path, reference) {
      const repository = repositories.get(path);
      return repository?.manifests.get(repository.tags.get(reference) ?? reference);
    },
    config: (path, digest) => repositories.get(path)?.configs.get(digest),
    tags: (path) => [...(repositories.get(path)?.tags.keys() ?? [])].sort(),
    push(path, tag, kind = 'index') {
      const build = (builds.get(`${path}:${tag}`) ?? 0) + 1;
      builds.set(`${path}:${tag}`, build);
      const repository = repositories.get(path) ?? { tags: new Map(), manifests: new Map(), configs: new Map() };
      repositories.set(path, repository);
      const nth = built.get(path) ?? 0;
      built.set(path, nth + 1);
      const config = makeConfig(path, tag, build, new Date(firstBuilt + nth * betweenMs));
      repository.configs.set(sha256(config), config);
      const made = makeManifests(path, tag, build, kind, config);
      for (const manifest of made) repository.manifests.set(manifest.digest, manifest);
      repository.tags.set(tag, made[0].digest);
      return made[0].digest;
    },
    point(path, tag, digest) {
      const repository = repositories.get(path);
      if (!repository?.manifests.has(digest)) throw new Error(`${path} holds no ${digest}`);
      repository.tags.set(tag, digest);
    },
    removeTag: (path, tag) => void repositories.get(path)?.tags.delete(tag),
    collectGarbage(path) {
      const repository = repositories.get(path);
      if (repository === undefined) return;
      const tagged = [...repository.tags.values()].flatMap((digest) => repository.manifests.get(digest) ?? []);
      const kept = tagged.flatMap((manifest) => [...repository.manifests.values()].filter((other) => refersTo(manifest, other)));
      repository.manifests = new Map(kept.map((manifest) => [manifest.digest, manifest]));
    },
  };

  for (const [path, tags] of Object.entries(seed)) for (const tag of tags) images.push(path, tag);
  return images;
}

/** Every service of the make-believe company in every version; the bytes, and so the digests, are the same at every start. */
export function companyImages(): Record<string, readonly string[]> {
  return Object.fromEntries(services.map((service) => [imagePath(service), versions]));
}

/** The manifest the tag points at comes first; an index brings the image it lists. */
function makeManifests(path: string, version: string, build: number, kind: ManifestKind, config: Buffer): [Manifest, ...Manifest[]] {
  const docker = kind === 'docker';
  const seal = (mediaType: string, content: object): Manifest => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }, null, 2));
    return { digest: sha256(bytes), mediaType, bytes, version };
  };
  const image = seal(docker ? dockerImage : ociImage, {
    config: describe(docker ? 'application/vnd.docker.container.image.v1+json' : 'application/vnd.oci.image.config.v1+json', config),
    layers: [
      describe(
        docker ? 'application/vnd.docker.image.rootfs.diff.tar.gzip' : 'application/vnd.oci.image.layer.v1.tar+gzip',
        Buffer.from(`layer of ${path} ${version}, build ${build}`),
      ),
    ],
  });
  if (kind !== 'index') return [image];
  const platform = { architecture: 'amd64', os: 'linux' };
  const index = seal(ociIndex, {
    manifests: [{ mediaType: image.mediaType, digest: image.digest, size: image.bytes.length, platform }],
    annotations: { 'org.opencontainers.image.version': version },
  });
  return [index, image];
}

const describe = (mediaType: string, bytes: Buffer): object => ({ mediaType, digest: sha256(bytes), size: bytes.length });

const makeConfig = (path: string, version: string, build: number, created: Date): Buffer =>
  Buffer.from(
    JSON.stringify({
      created: created.toISOString(),
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: { 'org.opencontainers.image.title': path, 'org.opencontainers.image.version': version } },
      rootfs: { type: 'layers', diff_ids: [sha256(Buffer.from(`files of ${path} ${version}, build ${build}`))] },
    }),
  );

function refersTo(manifest: Manifest, other: Manifest): boolean {
  return manifest.digest === other.digest || manifest.bytes.includes(other.digest);
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
