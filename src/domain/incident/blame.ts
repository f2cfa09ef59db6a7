/** A place where a text speaks of a person where it could speak of what happened. */
export interface Blame {
  /** The words as they stand there. */
  words: string;
  /** What could stand there instead. */
  instead: string;
  line: number;
}

/** Words that stand for somebody, beside the names of those who took part. */
const somebody =
  '(?:I|he|she|they|we|you|someone|somebody|nobody|the (?:on-?call|engineer|developer|team|deployer|author|operator|person))';

/** What people are said to have done, and what the sentence could be about. */
const deeds: readonly (readonly [verbs: string, instead: string])[] = [
  [
    String.raw`broke(?: (?:the )?(?:build|site|production|prod|it))?|(?:took|brought) (?:it|\w{1,30}) down|crashed|killed`,
    'the change to …',
  ],
  ['caused|is responsible for|was responsible for|introduced', 'it followed from …'],
  [
    "(?:forgot|failed|neglected|refused|did(?: not|n['’]t) bother) to",
    'the step … was not in the procedure, or nothing showed that it was missing',
  ],
  [
    "(?:should|could|ought to|must) have(?: known| noticed| checked| tested| seen)?|should(?: not|n['’]t) have",
    'what was known then was …',
  ],
  [
    String.raw`(?:messed|screwed) (?:it |this )?up|made an? (?:\w{1,30} )?(?:mistake|error)|was (?:careless|negligent|sloppy|lazy|reckless|wrong)`,
    'the system let … happen',
  ],
  [String.raw`(?:did(?: not|n['’]t)|never) (?:check|test|notice|read|ask|look|review|think)\w{0,10}`, 'nothing showed …, or asked for it'],
];

const phrases: readonly (readonly [words: string, instead: string])[] = [
  ['(?:human|operator|user|pilot) error', 'what made it easy to happen, and hard to see'],
  ['root[- ]cause', 'contributing factors'],
  [
    String.raw`at fault|to blame|(?:\w{1,30}['’]s|whose|his|her|their|my|your) fault|fault of \w{1,30}|blame[ds]?`,
    'what happened, and what it followed from',
  ],
  [
    String.raw`careless(?:ly|ness)?|negligen(?:t|ce|tly)|sloppy|stupid(?:ly|ity)?|idiot\w{0,5}|incompeten\w{1,4}|lazy|reckless(?:ly)?|dumb`,
    'what was known, and what was under pressure, at that moment',
  ],
  ['should never have happened|obvious(?:ly)? (?:wrong|mistake|error)|rookie mistake', 'how it looked at that moment'],
];

const whole = (words: string): RegExp => new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})(?![\p{L}\p{N}])`, 'giu');

/**
 * Where a text blames. Only a pointer: whoever wrote it knows what they meant.
 * @param names of the people who took part; their first names count too
 */
export function blameIn(text: string, names: readonly string[] = []): Blame[] {
  const called = names.flatMap((name) => [name, name.split(' ', 1)[0] ?? '']).filter(({ length }) => length > 1);
  const who = [...[...new Set(called)].sort((a, b) => b.length - a.length).map(escaped), somebody].join('|');
  const rules = [
    ...deeds.map(([verbs, instead]) => ({ pattern: whole(String.raw`(?:${who})(?:['’]s \w{1,30})? (?:${verbs})`), instead })),
    ...phrases.map(([words, instead]) => ({ pattern: whole(words), instead })),
  ];
  return text.split('\n').flatMap((line, index) => {
    const found = rules.flatMap(({ pattern, instead }) =>
      [...line.slice(0, longestLine).matchAll(pattern)].map((match) => ({ at: match.index, words: match[0], instead })),
    );
    return apart(found).map(({ words, instead }) => ({ words, instead, line: index + 1 }));
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A line longer than this was not written by hand. */
const longestLine = 5_000;

/** In the order of the line, each place once. */
function apart<Found extends { at: number; words: string }>(found: readonly Found[]): Found[] {
  let end = 0;
  return found
    .toSorted((a, b) => a.at - b.at || b.words.length - a.words.length)
    .filter(({ at, words }) => {
      if (at < end) return false;
      end = at + words.length;
      return true;
    });
}
