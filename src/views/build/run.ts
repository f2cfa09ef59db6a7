import type { Build } from '../../domain/build/build.ts';
import type { MessageWrite } from '../../ports.ts';
import { code, cut, mrkdwn, say } from '../kit.ts';
import { spokenDuration } from '../time.ts';
import { place, runName, shortSha } from './parts.ts';

/** One line for a run that came to an end, where somebody wants to see every one of them. What failed has a card. */
export function buildMessages(build: Build): MessageWrite[] {
  if (build.status !== 'settled') return [];
  const { run, repo, everyRunIn } = build;
  const took = spokenDuration(Date.parse(run.updatedAt) - Date.parse(run.startedAt));
  const text = mrkdwn`${place({ repo, branch: run.branch ?? '' })} ${runName(run)} of ${cut(run.workflow, 80)}: ${run.conclusion ?? run.status} in ${took} at ${code(shortSha(run.sha))}.`;
  return everyRunIn.map((channel) => ({ key: `${build.id}/in-${channel}`, recordId: build.id, channel, message: say(text) }));
}
