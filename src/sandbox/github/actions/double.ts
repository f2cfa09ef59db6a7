import type { Commit } from '../repository.ts';
import type { Pull, Run, RunStory } from './runs.ts';

/** Builds as whoever pushes, and the machines that build, have them in their hands. */
export interface BuildsDouble {
  /** Somebody pushes, and the workflow runs to its end. `unheard`: GitHub's webhooks about it are lost. */
  runs(repo: string, story: RunStory, unheard?: 'unheard'): Run;
  /** The same, as far as the machines being at work. */
  begins(repo: string, story: RunStory, unheard?: 'unheard'): Run;
  finishes(repo: string, run: Run, unheard?: 'unheard'): void;
  /** Asks for the next attempt, as somebody on GitHub's own page does. */
  reruns(repo: string, run: Run, by: string): void;
  /** Pushes commits and builds nothing. */
  pushes(repo: string, branch: string, author: string, titles: readonly string[]): Commit[];
  opens(repo: string, pull: { title: string; author: string; branch: string; fork?: string }): Pull;
  merges(repo: string, number: number, options?: { conflicts?: boolean }): Pull;
  /** Deletes a branch that is not main. */
  deletes(repo: string, branch: string, unheard?: 'unheard'): void;
  /** Somebody rewrites a branch: its newest commit is gone, and another one is in its place. */
  rewrites(repo: string, branch: string, author: string, title: string): Commit;
  /** What is written into a workflow's file: its name; or the file goes, or the workflow is switched off. */
  changesWorkflow(repo: string, workflow: string, to: { name: string } | 'deleted' | 'disabled_manually'): void;
  /** Gives it another name, or another owner. */
  moves(repo: string, to: string): void;
  /** Every pull request, oldest first. */
  pulls(repo: string): readonly Pull[];
  setCodeOwners(repo: string, text: string | undefined): void;
  /** How often logs were asked for. */
  readonly asked: { logs: number; reruns: number };
}
