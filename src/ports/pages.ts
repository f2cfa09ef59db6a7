/** Files in a git repository on another system: a status page, a review. */
export interface Pages {
  /** What stands there, and the version to say when it is replaced. `no`: the repository or branch is not there, or not for us to read. */
  read(place: PagePlace): Promise<{ outcome: 'found'; text: string; version: string; url: string } | { outcome: 'nothing' } | PageRefused>;
  /** One commit. It bears being repeated: what stands there already counts as done. `changed`: somebody else was faster; read it again. */
  write(
    place: PagePlace,
    file: { text: string /** Absent: a new file. */; replaces?: string; message: string },
  ): Promise<{ outcome: 'done'; url: string } | { outcome: 'changed' } | PageRefused>;
  /** A file on a branch of its own, with a pull request to `place.branch`. It bears being repeated: the same `branch` is the same request. */
  propose(
    place: PagePlace,
    proposal: { branch: string; text: string; title: string; body: string },
  ): Promise<{ outcome: 'done'; url: string; number: number } | PageRefused>;
}

export interface PagePlace {
  /** `acme/status` */
  repo: string;
  branch: string;
  path: string;
}

/** GitHub's no, in its own words. */
export interface PageRefused {
  outcome: 'refused';
  status: number;
  say: string;
}
