/** One line of plain text, at most so many characters long. */
export function shortened(text: string, longest: number): string {
  const characters = [...plain(text).replace(/\s+/g, ' ').trim()];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Without terminal colours, and without control characters other than line breaks and tabs. */
export function plain(text: string): string {
  return text.replace(terminalSequences, '').replace(/\r\n?/g, '\n').replace(controls, '');
}

const escapeCharacter = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** Colours and cursor movements (CSI), titles and links (OSC). */
const terminalSequences = new RegExp(
  `${escapeCharacter}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${escapeCharacter}]*(?:${bell}|${escapeCharacter}\\\\)|[@-Z\\\\-_])`,
  'g',
);

const controls = /[^\P{Cc}\n\t]/gu;
