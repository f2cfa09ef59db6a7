import { createHash } from 'node:crypto';
import type { Reply } from './routes.ts';

/** Files, branches and pull requests of the make-believe repositories, as the contents, git and pulls APIs speak of them. */
export interface Contents {
  /** Undefined: it is about something else. */
  answer(request: ContentsRequest): Reply | undefined;
  /** What stands on a branch; undefined: no such file. */
  fileIn(repo: string, branch: string, path: string): string | undefined;
  /** Newest last. */
  commitsOf(repo: string, branch: string): readonly { message: string; path: string }[];
  pullsOf(repo: string): readonly Pull[];
  /** Somebody else writes a file. */
  somebodyWrites(repo: string, branch: string, path: string, text: string): void;
}

export interface ContentsRequest {
  method: string;
  /** `repos/acme/status/contents/index.html` */
  path: string;
  url: URL;
  body: unknown;
}

export interface Pull {
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
}

interface Repo {
  branches: Map<string, { sha: string; files: Map<string, string> }>;
  commits: Map<string, { message: string; path: string }[]>;
  pulls: Pull[];
}

const shaOf = (kind: 'blob' | 'commit', text: string): string =>
  createHash('sha1')
    .update(`${kind} ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

/** @param base the API's own address; `known`: whether there is such a repository */
export function createContentsDouble(base: () => string, known: (repo: string) => boolean): Contents {
  const repos = new Map<string, Repo>();

  function repoOf(name: string): Repo {
    const repo = repos.get(name) ?? {
      branches: new Map([['main', { sha: shaOf('commit', name), files: new Map() }]]),
      commits: new Map(),
      pulls: [],
    };
    repos.set(name, repo);
    return repo;
  }

  function commit(name: string, branch: string, path: string, text: string, message: string): string {
    const repo = repoOf(name);
    const there = repo.branches.get(branch);
    if (!there) throw new Error(`${name} has no branch ${branch}`);
    there.files.set(path, text);
    there.sha = shaOf('commit', `${there.sha}${path}${text}${message}`);
    repo.commits.set(branch, [...(repo.commits.get(branch) ?? []), { message, path }]);
    return there.sha;
  }

  return {
    fileIn: (name, branch, path) => repos.get(name)?.branches.get(branch)?.files.get(path),
    commitsOf: (name, branch) => repos.get(name)?.commits.get(branch) ?? [],
    pullsOf: (name) => repos.get(name)?.pulls ?? [],
    somebodyWrites: (name, branch, path, text) => void commit(name, branch, path, text, 'By hand'),

    answer({ method, path, url, body }) {
      const [, name = '', area, rest = ''] = /^repos\/([^/]+\/[^/]+)\/(contents|git\/refs?|pulls)(?:\/(.+))?$/.exec(path) ?? [];
      if (area === undefined || rest.startsWith('tags/')) return undefined;
      if (!known(name)) return no(404, 'Not Found');
      const said = (body ?? {}) as Record<string, unknown>;
      const text = (key: string) => (typeof said[key] === 'string' ? (said[key] as string) : '');
      const repo = repoOf(name);

      if (area === 'git/ref' && method === 'GET') {
        const branch = rest.replace(/^heads\//, '');
        const there = repo.branches.get(branch);
        return there ? yes(200, refAnswer(base(), name, branch, there.sha)) : no(404, 'Not Found');
      }
      if (area === 'git/refs' && method === 'POST') {
        const branch = text('ref').replace(/^refs\/heads\//, '');
        const from = [...repo.branches.values()].find(({ sha }) => sha === text('sha'));
        if (repo.branches.has(branch)) return no(422, 'Reference already exists');
        if (!from) return no(422, 'Object does not exist');
        repo.branches.set(branch, { sha: from.sha, files: new Map(from.files) });
        return yes(201, refAnswer(base(), name, branch, from.sha));
      }
      if (area === 'contents' && method === 'GET') {
        const branch = url.searchParams.get('ref') ?? 'main';
        const there = repo.branches.get(branch);
        if (!there) return no(404, `No commit found for the ref ${branch}`);
        const content = there.files.get(rest);
        return content === undefined ? no(404, 'Not Found') : yes(200, fileAnswer(base(), name, branch, rest, content));
      }
      if (area === 'contents' && method === 'PUT') return put(name, repo, rest, text);
      if (area === 'pulls' && method === 'GET' && rest === '') {
        const [, head] = (url.searchParams.get('head') ?? '').split(':');
        const shown = repo.pulls.filter((pull) => head === undefined || pull.head === head);
        return yes(
          200,
          shown.map((pull) => pullAnswer(base(), name, pull)),
        );
      }
      if (area === 'pulls' && method === 'POST') {
        const [head, into] = [text('head'), text('base')];
        if (!repo.branches.has(head) || !repo.branches.has(into)) return no(422, 'Validation Failed');
        if (repo.pulls.some((pull) => pull.head === head)) return no(422, 'Validation Failed');
        const pull = { number: repo.pulls.length + 1, title: text('title'), body: text('body'), head, base: into };
        repo.pulls.push(pull);
        return yes(201, pullAnswer(base(), name, pull));
      }
      return undefined;
    },
  };

  function put(name: string, repo: Repo, path: string, text: (key: string) => string): Reply {
    const branch = text('branch') || 'main';
    const there = repo.branches.get(branch);
    if (!there) return no(404, `Branch ${branch} not found`);
    if (text('message') === '') return no(422, 'Invalid request.\n\n"message" wasn\'t supplied.');
    const before = there.files.get(path);
    const expected = text('sha');
    if (before !== undefined && expected === '') return no(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
    if (before !== undefined && shaOf('blob', before) !== expected) return no(409, `${path} does not match ${expected}`);
    const content = Buffer.from(text('content'), 'base64').toString('utf8');
    const sha = commit(name, branch, path, content, text('message'));
    return yes(before === undefined ? 201 : 200, {
      content: fileAnswer(base(), name, branch, path, content),
      commit: { sha, message: text('message'), html_url: `${base()}/${name}/commit/${sha}` },
    });
  }
}

export function fileAnswer(base: string, name: string, branch: string, path: string, text: string) {
  const [file = path] = path.split('/').slice(-1);
  return {
    type: 'file' as const,
    encoding: 'base64',
    size: Buffer.byteLength(text),
    name: file,
    path,
    content: Buffer.from(text, 'utf8').toString('base64'),
    sha: shaOf('blob', text),
    url: `${base}/repos/${name}/contents/${path}?ref=${branch}`,
    html_url: `${base}/${name}/blob/${branch}/${path}`,
  };
}

export function refAnswer(base: string, name: string, branch: string, sha: string) {
  return {
    ref: `refs/heads/${branch}`,
    node_id: `REF_${branch}`,
    url: `${base}/repos/${name}/git/refs/heads/${branch}`,
    object: { type: 'commit', sha, url: `${base}/repos/${name}/git/commits/${sha}` },
  };
}

export function pullAnswer(base: string, name: string, { number, title, body, head, base: into }: Pull) {
  return {
    number,
    state: 'open' as const,
    title,
    body,
    url: `${base}/repos/${name}/pulls/${number}`,
    html_url: `${base}/${name}/pull/${number}`,
    head: { ref: head, label: `${name.split('/')[0]}:${head}` },
    base: { ref: into },
  };
}

const yes = (status: number, body: unknown): Reply => ({ status, body });
const no = (status: number, message: string): Reply => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});
