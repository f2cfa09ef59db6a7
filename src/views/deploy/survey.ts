import type { Sighting, Survey } from '../../domain/survey.ts';
import { shortDigest } from '../../domain/version.ts';
import type { MessageWrite } from '../../ports.ts';
import { code, line, type Marked, message, mrkdwn, sentence } from '../kit.ts';
import { privately } from '../privately.ts';

/** What the cluster says stands where, for the asker alone. */
export function surveyMessages(survey: Survey): MessageWrite[] {
  if (survey.status === 'asked') return [];
  const { userId, sightings } = survey;
  const told = message(
    'What runs now',
    line(mrkdwn`*What the clusters run now*`),
    ...sightings.map((one) => line(mrkdwn`*${one.service}* in *${one.environment}*: ${sightingLine(one)}`)),
  );
  return [privately(survey, userId, 'told', told)];
}

function sightingLine({ standing, say }: Sighting): Marked {
  if (!standing) return sentence(say ?? 'could not be looked at');
  return mrkdwn`${code(standing.version)}${standing.digest === undefined ? '' : mrkdwn` (${code(shortDigest(standing.digest))})`}, ${standing.healthy ? 'all pods ready' : mrkdwn`:warning: not all pods are ready`}`;
}
