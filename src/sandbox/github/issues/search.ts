import type { Issue, Tracker } from './tracker.ts';

/** GitHub's search over issues, as far as the bot asks: `repo:`, `is:issue`, `state:`, `label:`, words, "whole phrases", and `(a OR b)`. Best first. */
export function searchIssues(trackers: Iterable<Tracker>, query: string): { tracker: Tracker; issue: Issue }[] {
  const qualifier = (name: string) => new RegExp(`\\b${name}:("[^"]+"|\\S+)`, 'g');
  const named = (name: string) => [...query.matchAll(qualifier(name))].map(([, value = '']) => value.replace(/"/g, '').toLowerCase());
  const [repos, states, labels] = [named('repo'), named('state'), named('label')];
  const rest = query.replace(/\b(repo|is|state|label|in|type):("[^"]+"|\S+)/g, ' ');
  const anyWord = /\bOR\b/.test(rest);
  const words = [...rest.replace(/\bOR\b|[()]/g, ' ').matchAll(/"([^"]+)"|(\S+)/g)].map(([, phrase, word]) =>
    (phrase ?? word ?? '').toLowerCase(),
  );
  const found: { tracker: Tracker; issue: Issue; score: number }[] = [];
  for (const tracker of trackers) {
    if (repos.length > 0 && !repos.includes(tracker.name.toLowerCase())) continue;
    for (const issue of tracker.issues.values()) {
      if (issue.movedTo || issue.pull || issue.searchableAt > Date.now()) continue;
      if (states.length > 0 && !states.includes(issue.state)) continue;
      if (!labels.every((label) => issue.labels.some((one) => one.toLowerCase() === label))) continue;
      const text = `${issue.title}\n${issue.body}`.toLowerCase();
      const score = words.filter((word) => text.includes(word)).length;
      if (anyWord ? score > 0 : score === words.length) found.push({ tracker, issue, score });
    }
  }
  return found.sort((a, b) => b.score - a.score || b.issue.createdAt.getTime() - a.issue.createdAt.getTime());
}
