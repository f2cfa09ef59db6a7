import type { Message } from '../../ports.ts';
import { aside, type Block, buttons, code, line, type Marked, message, mrkdwn, verbatim } from '../kit.ts';

/** What a block holds. */
const pieceSize = 2_400;

/** Before something from a private place stands in a public repository: exactly what everybody on the internet could read. */
export function publicityAsked({
  id,
  traceId,
  repo,
  facts,
  shown,
}: {
  id: string;
  traceId: string;
  repo: string;
  /** What is public beside the text: its title, its labels. */
  facts: readonly Marked[];
  shown: string;
}): Message {
  const text = mrkdwn`${code(repo)} is public, and this comes from a private place. This is what everybody could read:`;
  return message(
    text,
    line(text),
    ...facts.map(line),
    ...inPieces(shown),
    buttons({ label: 'Make it public', does: `ticket publish ${id}`, style: 'primary' }, { label: 'Not now', does: `ticket drop ${id}` }),
    aside(mrkdwn`Nothing of it has left Slack yet · trace ${code(traceId)}`),
  );
}

const inPieces = (text: string): Block[] =>
  Array.from({ length: Math.ceil(text.length / pieceSize) }, (_, at) =>
    line(verbatim(text.slice(at * pieceSize, (at + 1) * pieceSize).split('\n'))),
  );
