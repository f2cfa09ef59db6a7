import { z } from 'zod';
import type { Reply } from '../replies.ts';
import {
  type About,
  blobAnswer,
  commitAnswer,
  entryAnswer,
  fileAnswer,
  no,
  type Pull,
  pullAnswer,
  refAnswer,
  treeAnswer,
} from './answers.ts';
import { type Git, isAncestor, keepBlob, keepCommit, keepTree, treeAt } from './git.ts';
import type { ContentsRequest, Repo } from './index.ts';

const NewRef = z.object({ ref: z.string().regex(/^refs\/heads\/./), sha: z.string() });
const Move = z.object({ sha: z.string(), force: z.boolean().default(false) });
const NewTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), content: z.string() })),
});
const NewCommit = z.object({ message: z.string().min(1), tree: z.string(), parents: z.array(z.string()) });
const NewPull = z.object({ title: z.string(), body: z.string(), head: z.string(), base: z.string() });

/** What GitHub says to one request about a repository: `path` begins behind its name. Undefined: not one of these. */
export function answerAbout(about: About, repo: Repo, { method, path, url, body }: ContentsRequest): Reply | undefined {
  const { git } = repo;
  const [, id = ''] = /^git\/(?:blobs|commits|ref\/heads|refs\/heads)\/(.+)$/.exec(path) ?? [];
  switch (`${method} ${path.replace(/^(contents|git\/(?:blobs|commits|refs?\/heads))\/.+$/, '$1/*')}`) {
    case 'GET contents/*':
      return read(about, git, path.slice('contents/'.length), url.searchParams.get('ref') ?? 'main');
    case 'GET git/blobs/*':
      return found(git.blobs.get(id), (text) => blobAnswer(about, id, text));
    case 'GET git/commits/*':
      return found(git.commits.get(id), (commit) => commitAnswer(about, id, commit));
    case 'GET git/ref/heads/*':
      return found(git.branches.get(id), (sha) => refAnswer(about, id, sha));
    case 'PATCH git/refs/heads/*':
      return said(Move, body, (move) => moveBranch(about, repo, id, move));
    case 'POST git/refs':
      return said(NewRef, body, (ref) => beginBranch(about, git, ref));
    case 'POST git/trees':
      return said(NewTree, body, (tree) => makeTree(about, git, tree));
    case 'POST git/commits':
      return said(NewCommit, body, (commit) => makeCommit(about, git, commit));
    case 'GET pulls':
      return yes(
        200,
        pullsFrom(repo, url).map((pull) => pullAnswer(about, pull)),
      );
    case 'POST pulls':
      return said(NewPull, body, (pull) => openPull(about, repo, pull));
    default:
      return undefined;
  }
}

function read(about: About, git: Git, path: string, ref: string): Reply {
  const tree = treeAt(git, ref);
  if (!tree) return no(404, `No commit found for the ref ${ref}`);
  const sha = tree.get(path);
  if (sha !== undefined) return yes(200, fileAnswer(about, path, sha, git.blobs.get(sha) ?? ''));
  const inside = [...tree].filter(([one]) => one.startsWith(`${path}/`));
  if (inside.length === 0) return no(404, 'Not Found');
  return yes(
    200,
    inside.map(([one, blob]) => entryAnswer(about, one, blob, 'file')),
  );
}

function beginBranch(about: About, git: Git, { ref, sha }: z.output<typeof NewRef>): Reply {
  const branch = ref.slice('refs/heads/'.length);
  if (git.branches.has(branch)) return no(422, 'Reference already exists');
  if (!git.commits.has(sha)) return no(422, 'Object does not exist');
  git.branches.set(branch, sha);
  return yes(201, refAnswer(about, branch, sha));
}

function moveBranch(about: About, { git, protected: guarded }: Repo, branch: string, { sha, force }: z.output<typeof Move>): Reply {
  const before = git.branches.get(branch);
  if (before === undefined) return no(422, 'Reference does not exist');
  if (!git.commits.has(sha)) return no(422, 'Object does not exist');
  if (guarded.has(branch)) return no(422, 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n');
  if (!force && !isAncestor(git, before, sha)) return no(422, 'Update is not a fast forward');
  git.branches.set(branch, sha);
  return yes(200, refAnswer(about, branch, sha));
}

function makeTree(about: About, git: Git, { base_tree: base, tree }: z.output<typeof NewTree>): Reply {
  const before = base === undefined ? new Map<string, string>() : git.trees.get(base);
  if (!before) return no(422, 'base_tree is not a valid tree oid');
  const sha = keepTree(git, new Map([...before, ...tree.map(({ path, content }) => [path, keepBlob(git, content)] as const)]));
  return yes(201, treeAnswer(about, sha, git.trees.get(sha) ?? new Map(), git));
}

function makeCommit(about: About, git: Git, commit: z.output<typeof NewCommit>): Reply {
  if (!git.trees.has(commit.tree)) return no(422, 'Tree SHA does not exist');
  if (!commit.parents.every((parent) => git.commits.has(parent))) return no(422, 'Parent SHA does not exist or is not a commit object');
  return yes(201, commitAnswer(about, keepCommit(git, commit), commit));
}

function pullsFrom({ pulls }: Repo, url: URL): Pull[] {
  const [, head] = (url.searchParams.get('head') ?? '').split(':');
  return pulls.filter((pull) => head === undefined || pull.head === head);
}

function openPull(about: About, { git, pulls }: Repo, asked: z.output<typeof NewPull>): Reply {
  const { head, base } = asked;
  const wrong = (what: object) => no(422, 'Validation Failed', { resource: 'PullRequest', ...what });
  for (const [field, branch] of Object.entries({ head, base })) if (!git.branches.has(branch)) return wrong({ field, code: 'invalid' });
  const owner = about.repo.split('/')[0];
  if (pulls.some((pull) => pull.head === head))
    return wrong({ code: 'custom', message: `A pull request already exists for ${owner}:${head}.` });
  if (git.branches.get(head) === git.branches.get(base))
    return wrong({ code: 'custom', message: `No commits between ${base} and ${head}` });
  const pull = { number: pulls.length + 1, ...asked };
  pulls.push(pull);
  return yes(201, pullAnswer(about, pull));
}

function said<Schema extends z.ZodType>(schema: Schema, body: unknown, answer: (said: z.output<Schema>) => Reply): Reply {
  const read = schema.safeParse(body);
  return read.success
    ? answer(read.data)
    : no(422, `Invalid request.\n\n"${read.error.issues[0]?.path.join('/')}" is not as it should be.`);
}

const found = <Found>(one: Found | undefined, answer: (one: Found) => object): Reply =>
  one === undefined ? no(404, 'Not Found') : yes(200, answer(one));

const yes = (status: number, body: unknown): Reply => ({ status, body });
