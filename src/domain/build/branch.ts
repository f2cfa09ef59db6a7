/** What a branch is to the people who wait for it. */
export type BranchKind = 'default' | 'release' | 'queue' | 'feature';

export interface BranchLine {
  /** As people call it. A merge queue makes a new branch for every try: all tries of one pull request are one line. */
  name: string;
  kind: BranchKind;
  /** The pull request a merge queue tries, and the branch it wants to come to. */
  queued?: { pullRequest: number; base: string };
}

const queued = /^gh-readonly-queue\/(?<base>.{1,200})\/pr-(?<number>\d{1,9})-[0-9a-f]{7,64}$/;

export function branchLine(branch: string, defaultBranch: string | null): BranchLine {
  const { base, number } = queued.exec(branch)?.groups ?? {};
  if (base !== undefined && number !== undefined)
    return { name: `merge queue of ${base}, #${number}`, kind: 'queue', queued: { pullRequest: Number(number), base } };
  if (branch === defaultBranch) return { name: branch, kind: 'default' };
  return { name: branch, kind: /^releases?[/-]/.test(branch) ? 'release' : 'feature' };
}

/** Whether everybody waits for that branch: its failures are told in the channel, after a grace. */
export const isShared = (kind: BranchKind): boolean => kind === 'default' || kind === 'release';

/** `release/*` matches `release/2.1`; a star stands for any text, everything else for itself. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** A stranger's branch as people call it: no branch of our own has a colon in its name. */
export const forkLine = (repo: string | null, branch: string): string => `${repo ?? 'a fork that is gone'}:${branch}`;
export const isOfAFork = (line: string): boolean => line.includes(':');
