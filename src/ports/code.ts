export interface Code {
  /** Undefined: GitHub has no such tag or commit. */
  commitOf(repo: string, version: string): Promise<{ sha: string; title: string; author: string } | undefined>;
  /** All pages, the newest run of each check; an empty list is `none`, never a pass. */
  checksOf(repo: string, sha: string): Promise<{ verdict: 'passed' | 'failed' | 'pending' | 'none'; failing: string[]; pending: string[] }>;
  changesBetween(
    repo: string,
    fromSha: string,
    toSha: string,
  ): Promise<{ commits: { sha: string; title: string; author: string }[]; total: number; url: string }>;
}
