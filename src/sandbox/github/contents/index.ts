import type { Reply } from '../replies.ts';
import { type About, no, type Pull } from './answers.ts';
import { createGit, type Git, historyOf, keepBlob, keepCommit, keepTree, treeAt } from './git.ts';
import { answerAbout } from './routes.ts';

/** Files, branches and pull requests of the make-believe repositories, as the contents, git and pulls APIs speak of them. */
export interface Contents {
  /** Undefined: it is about something else. */
  answer(request: ContentsRequest): Reply | undefined;
  /** What stands on a branch; undefined: no such file. */
  fileIn(repo: string, branch: string, path: string): string | undefined;
  /** The page that is served at a path of GitHub Pages. */
  page(path: string): string | undefined;
  /** What each commit of a branch says, the newest first. */
  commitsOf(repo: string, branch: string): readonly string[];
  pullsOf(repo: string): readonly Pull[];
  /** Somebody else commits a file. */
  somebodyWrites(repo: string, branch: string, path: string, text: string): void;
  /** A branch that takes nothing that was not looked at before. */
  protect(repo: string, branch: string): void;
  unprotect(repo: string, branch: string): void;
}

export interface ContentsRequest {
  method: string;
  /** `repos/acme/status/contents/index.html` */
  path: string;
  url: URL;
  body: unknown;
}

export interface Repo {
  git: Git;
  protected: Set<string>;
  pulls: Pull[];
}

/** `/pages/acme/status/index.html` is `index.html` on the `main` branch of acme/status. */
export const pagesPath = '/pages';

/** @param base the API's own address; `known`: whether there is such a repository */
export function createContentsDouble(base: () => string, known: (repo: string) => boolean): Contents {
  const repos = new Map<string, Repo>();

  function repoOf(name: string): Repo {
    const repo = repos.get(name) ?? { git: createGit(name), protected: new Set(), pulls: [] };
    repos.set(name, repo);
    return repo;
  }

  function fileIn(name: string, branch: string, path: string): string | undefined {
    const { git } = repoOf(name);
    return git.blobs.get(treeAt(git, branch)?.get(path) ?? '');
  }

  return {
    fileIn,
    page(path) {
      const [, repo = '', file = ''] = /^\/pages\/([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
      return known(repo) ? fileIn(repo, 'main', file === '' || file.endsWith('/') ? `${file}index.html` : file) : undefined;
    },
    commitsOf: (name, branch) => historyOf(repoOf(name).git, branch).map(({ message }) => message),
    pullsOf: (name) => repoOf(name).pulls,
    somebodyWrites(name, branch, path, text) {
      const { git } = repoOf(name);
      const tree = keepTree(git, new Map([...(treeAt(git, branch) ?? []), [path, keepBlob(git, text)]]));
      const before = git.branches.get(branch);
      git.branches.set(branch, keepCommit(git, { message: 'By hand', tree, parents: before === undefined ? [] : [before] }));
    },
    protect: (name, branch) => void repoOf(name).protected.add(branch),
    unprotect: (name, branch) => void repoOf(name).protected.delete(branch),

    answer(request) {
      const [, repo = '', rest] = /^repos\/([^/]+\/[^/]+)\/((?:contents|git|pulls)(?:\/.+)?)$/.exec(request.path) ?? [];
      if (rest === undefined || /^git\/(?:ref\/)?tags\//.test(rest)) return undefined;
      if (!known(repo)) return no(404, 'Not Found');
      const about: About = { base: base(), repo };
      return answerAbout(about, repoOf(repo), { ...request, path: rest });
    },
  };
}
