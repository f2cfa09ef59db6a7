import { createHash } from 'node:crypto';

/** What a repository is made of: files, how they hang together, and how one state followed from another. Nothing in it ever changes. */
export interface Git {
  blobs: Map<string, string>;
  /** The files of a tree, by their path: ids of blobs. */
  trees: Map<string, Tree>;
  commits: Map<string, Commit>;
  /** Where each branch stands. */
  branches: Map<string, string>;
}

export type Tree = ReadonlyMap<string, string>;

export interface Commit {
  message: string;
  tree: string;
  parents: readonly string[];
}

/** With one commit that holds nothing but a first page. @param name tells it from other repositories */
export function createGit(name: string): Git {
  const git: Git = { blobs: new Map(), trees: new Map(), commits: new Map(), branches: new Map() };
  const tree = keepTree(git, new Map([['README.md', keepBlob(git, `# ${name}\n`)]]));
  git.branches.set('main', keepCommit(git, { message: 'Begin', tree, parents: [] }));
  return git;
}

/** The id of an object is a hash of what it says, as git's is. */
const hash = (kind: string, text: string): string =>
  createHash('sha1')
    .update(`${kind} ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

function kept<Value>(shelf: Map<string, Value>, id: string, value: Value): string {
  shelf.set(id, value);
  return id;
}

export const keepBlob = ({ blobs }: Git, text: string): string => kept(blobs, hash('blob', text), text);

export function keepTree({ trees }: Git, files: Tree): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return kept(trees, hash('tree', sorted.map(([path, blob]) => `${blob} ${path}`).join('\n')), new Map(sorted));
}

export const keepCommit = ({ commits }: Git, commit: Commit): string =>
  kept(commits, hash('commit', `${commit.tree}\n${commit.parents.join('\n')}\n${commit.message}`), commit);

/** The tree of what a branch, or a commit, holds. */
export function treeAt({ branches, commits, trees }: Git, ref: string): Tree | undefined {
  const commit = commits.get(branches.get(ref) ?? ref);
  return commit && trees.get(commit.tree);
}

/** Newest first. */
export function historyOf({ branches, commits }: Git, branch: string): Commit[] {
  const found: Commit[] = [];
  for (let at = branches.get(branch); at !== undefined; ) {
    const commit = commits.get(at);
    if (commit) found.push(commit);
    at = commit?.parents[0];
  }
  return found;
}

export function isAncestor(git: Git, ancestor: string, of: string): boolean {
  if (ancestor === of) return true;
  return git.commits.get(of)?.parents.some((parent) => isAncestor(git, ancestor, parent)) ?? false;
}
