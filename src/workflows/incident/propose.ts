import type { Paper, PaperIn } from '../../domain/incident/paper.ts';
import { type Bench, become, type Next } from '../../pipeline/workflow.ts';

const bodyOf = (marker: string): string =>
  `A draft, written from the timeline. Please complete it together: what helped, what was hard, what had to come together.\n\n${marker}`;

/** A review goes where it can be written together: a pull request with the file, or an issue. Both are found again by a mark, after a crash. */
export async function propose(paper: PaperIn<'drafted'>, bench: Bench): Promise<Next<Paper>> {
  const { review } = bench.policy.settings().incidents;
  const { about, title, text, remarks, id, traceId, askedBy, askedAt, where, draftedAt } = paper;
  const rest = { id, traceId, askedBy, askedAt, where, about, remarks };
  const done = (result: { url: string } | { trouble: string }): Next<Paper> => become({ ...rest, status: 'written', ...result });
  if (review === undefined) return become({ ...rest, status: 'written' });
  if (!bench.pages || !bench.issues) return done({ trouble: 'GitHub is not connected, so the review is only here.' });
  const name = 'incident' in about ? about.incident : id;
  const marker = `<!-- shipmate:review:${name} -->`;
  if (!(await bench.stillOurs())) return { record: paper, lookAgainMs: 1_000 };
  if (review.as === 'pullRequest') {
    const path = [review.folder, `${name}.md`].filter(Boolean).join('/');
    const proposed = await bench.pages.propose(review, {
      branch: `shipmate/review-${name.toLowerCase()}`,
      files: [{ path, text }],
      title,
      body: bodyOf(marker),
    });
    return done(proposed.outcome === 'done' ? { url: proposed.url } : { trouble: `GitHub did not take the pull request: ${proposed.say}` });
  }
  const found = await bench.issues.findMarked(review.repo, marker, new Date(Date.parse(draftedAt) - 60_000));
  if (found) return done({ url: found.url });
  const made = await bench.issues.create(review.repo, { title, body: `${text}\n\n${marker}`, labels: [], assignees: [] });
  return done(made.outcome === 'done' ? { url: made.issue.url } : { trouble: `GitHub did not take the issue: ${made.say}` });
}
