import type { Reply } from '../replies.ts';
import type { Commit, Git, Tree } from './git.ts';

/** How GitHub words files, objects and pull requests: a part of its fields, in the shapes of its published API description. */
export interface About {
  /** The API's own address. */
  base: string;
  repo: string;
}

const api = ({ base, repo }: About, path: string) => `${base}/repos/${repo}/${path}`;
const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** The largest file that comes with its content, in bytes. */
const largestWhole = 1_000_000;

/** Base64 in lines of sixty, as GitHub writes it. */
const base64 = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('base64')
    .replace(/.{1,60}/g, '$&\n');

export function fileAnswer(about: About, path: string, sha: string, text: string) {
  const size = Buffer.byteLength(text);
  const isWhole = size <= largestWhole;
  return {
    ...entryAnswer(about, path, sha, 'file'),
    type: 'file' as const,
    size,
    encoding: isWhole ? 'base64' : 'none',
    content: isWhole ? base64(text) : '',
  };
}

export function entryAnswer(about: About, path: string, sha: string, type: 'file' | 'dir') {
  return {
    type,
    name: nameOf(path),
    path,
    sha,
    size: 0,
    url: api(about, `contents/${path}`),
    html_url: `${about.base}/${about.repo}/${path}`,
  };
}

export const blobAnswer = (about: About, sha: string, text: string) => ({
  sha,
  node_id: `B_${sha}`,
  size: Buffer.byteLength(text),
  url: api(about, `git/blobs/${sha}`),
  encoding: 'base64',
  content: base64(text),
});

export const refAnswer = (about: About, branch: string, sha: string) => ({
  ref: `refs/heads/${branch}`,
  node_id: `REF_${branch}`,
  url: api(about, `git/refs/heads/${branch}`),
  object: { type: 'commit', sha, url: api(about, `git/commits/${sha}`) },
});

export const commitAnswer = (about: About, sha: string, { message, tree, parents }: Commit) => ({
  sha,
  node_id: `C_${sha}`,
  url: api(about, `git/commits/${sha}`),
  html_url: `${about.base}/${about.repo}/commit/${sha}`,
  message,
  tree: { sha: tree, url: api(about, `git/trees/${tree}`) },
  parents: parents.map((parent) => ({ sha: parent, url: api(about, `git/commits/${parent}`), html_url: '' })),
});

export const treeAnswer = (about: About, sha: string, tree: Tree, { blobs }: Git) => ({
  sha,
  url: api(about, `git/trees/${sha}`),
  truncated: false,
  tree: [...tree].map(([path, blob]) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha: blob,
    size: Buffer.byteLength(blobs.get(blob) ?? ''),
    url: api(about, `git/blobs/${blob}`),
  })),
});

export interface Pull {
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
}

export const pullAnswer = (about: About, { number, title, body, head, base: into }: Pull) => ({
  number,
  state: 'open' as const,
  title,
  body,
  url: api(about, `pulls/${number}`),
  html_url: `${about.base}/${about.repo}/pull/${number}`,
  head: { ref: head, label: `${about.repo.split('/')[0]}:${head}` },
  base: { ref: into },
});

export const no = (status: number, message: string, ...errors: object[]): Reply => ({
  status,
  body: {
    message,
    ...(errors.length > 0 && { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  },
});
