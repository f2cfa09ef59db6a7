import type { Issue, Tracker } from './tracker.ts';

const safe = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** What somebody sees who follows a link to an issue: enough to read it. */
export const issuePage = ({ name }: Tracker, issue: Issue): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${safe(issue.title)} · ${safe(name)}#${issue.number}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
  .state { font-weight: 600; border: 1px solid; border-radius: 1rem; padding: .1rem .7rem }
  .label { border: 1px solid #6e7781; border-radius: 1rem; padding: .05rem .5rem; font-size: .85rem }
  article { border: 1px solid #d0d7de; border-radius: .4rem; padding: 0 1rem; margin: 1rem 0 }
  pre { white-space: pre-wrap; font: inherit }
  small { color: #57606a }
</style>
<main>
<p><small>${safe(name)} · the sandbox’s GitHub</small></p>
<h1>${safe(issue.title)} <small>#${issue.number}</small></h1>
<p><span class="state">${issue.state === 'open' ? 'Open' : `Closed${issue.stateReason === null ? '' : ` (${issue.stateReason.replace('_', ' ')})`}`}</span>
${issue.labels.map((label) => `<span class="label">${safe(label)}</span>`).join(' ')}
${issue.assignees.length > 0 ? `<small>assigned to ${issue.assignees.map(safe).join(', ')}</small>` : ''}</p>
<article><p><small>${safe(issue.by)}, ${issue.createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</small></p><pre>${safe(visible(issue.body))}</pre></article>
${issue.comments
  .map(
    ({ by, at, body }) =>
      `<article><p><small>${safe(by)}, ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</small></p><pre>${safe(visible(body))}</pre></article>`,
  )
  .join('\n')}
</main>
</html>
`;

/** What GitHub shows of a text: comments in it are not. */
const visible = (text: string): string => text.replace(/<!--[\s\S]*?-->/g, '').trim();
