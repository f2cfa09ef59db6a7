/** Files in a git repository on another system: a status page, a review. */
export interface Pages {
  /** Where a branch stands now. `refused`: the repository or the branch is not there, or not for us to read. */
  tip(branch: Branch): Promise<{ outcome: 'found'; commit: string } | PageRefused>;
  /** What stood at that path in that commit: two reads of the same commit never contradict each other. */
  read(at: {
    repo: string;
    commit: string;
    path: string;
  }): Promise<{ outcome: 'found'; text: string } | { outcome: 'nothing' } | PageRefused>;
  /**
   * All the files at once in one commit, or none of them. It bears being repeated: where they stand so already, nothing is committed.
   * `changed`: the branch stands elsewhere by now; look again.
   */
  commit(
    branch: Branch,
    change: { onto: string; files: readonly PageFile[]; message: string },
  ): Promise<{ outcome: 'done' } | { outcome: 'changed' } | PageRefused>;
  /** Files on a branch of their own, with a pull request to `into`. It bears being repeated: the same `branch` is the same request. */
  propose(
    into: Branch,
    proposal: { branch: string; files: readonly PageFile[]; title: string; body: string },
  ): Promise<{ outcome: 'done'; url: string; number: number } | PageRefused>;
}

export interface Branch {
  /** `acme/status` */
  repo: string;
  branch: string;
}

export interface PageFile {
  path: string;
  text: string;
}

/** GitHub's no, in its own words. */
export interface PageRefused {
  outcome: 'refused';
  status: number;
  say: string;
}
