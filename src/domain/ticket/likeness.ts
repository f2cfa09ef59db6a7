/** How much two titles are about the same thing, from 0 to 1. Words count by how much they say, and half-alike words count half. */

/** Words that say nothing about what is wrong. */
const idle = new Set(
  `a an and are as at be been but by can cannot could did do does for from get gets getting given has have if in into is it its just me my no not of off on onto or our out
   please shall should so some still sometimes than that the their them then there these they this those to too up very was we were what when where which while will with
   would you your after again also always because before being during each even ever every here how i only over under until us via would dont doesnt isnt wont cant its
   issue bug problem error fix need needs want wants make makes made seem seems looks look like new use used using user users one two`.split(
    /\s+/,
  ),
);

/** Different words for the same thing, as people file it. The first stands for all. */
const sameThing: readonly (readonly string[])[] = [
  [
    'broken',
    'broke',
    'breaks',
    'break',
    'fail',
    'fails',
    'failing',
    'failed',
    'failure',
    'crash',
    'crashes',
    'crashing',
    'crashed',
    'dead',
    'dies',
    'stuck',
    'hangs',
    'hang',
    'freezes',
    'frozen',
  ],
  ['login', 'logon', 'signin', 'sign-in', 'log-in', 'logging', 'signing', 'authentication', 'auth'],
  ['logout', 'signout', 'sign-out', 'log-out'],
  ['typo', 'misspelling', 'misspelled', 'misspelt', 'spelling', 'spelled', 'spelt', 'typos'],
  ['slow', 'sluggish', 'lag', 'laggy', 'lags', 'takes', 'timeout', 'timeouts', 'performance', 'seconds', 'ages', 'forever'],
  ['wrong', 'incorrect', 'inaccurate', 'mistaken', 'off', 'bad', 'invalid'],
  [
    'missing',
    'absent',
    'lacks',
    'lack',
    'without',
    'gone',
    'disappears',
    'disappeared',
    'vanishes',
    'empty',
    'blank',
    'lost',
    'loses',
    'lose',
  ],
  ['email', 'e-mail', 'mail', 'mails', 'emails'],
  ['double', 'twice', 'duplicate', 'duplicates', 'duplicated', 'repeated'],
  ['price', 'prices', 'cost', 'costs', 'amount', 'amounts', 'total', 'totals', 'sum'],
  ['basket', 'cart', 'bag'],
  ['page', 'screen', 'view'],
  ['picture', 'image', 'images', 'photo', 'photos', 'pictures', 'icon', 'icons', 'logo'],
  ['remove', 'delete', 'deleted', 'deleting', 'removing', 'removed', 'deletes', 'removes', 'drop'],
  ['add', 'adding', 'introduce', 'allow', 'support', 'enable', 'offer'],
  ['update', 'upgrade', 'bump', 'updating', 'updated', 'upgrading', 'refresh'],
  ['docs', 'documentation', 'readme', 'doc', 'guide'],
  ['mobile', 'phone', 'phones', 'iphone', 'android', 'ios'],
  ['voucher', 'coupon', 'promo', 'discount', 'vouchers', 'coupons'],
  ['customer', 'client', 'buyer', 'shopper', 'customers'],
  ['test', 'tests', 'spec', 'specs', 'suite'],
  ['flaky', 'flake', 'flakes', 'intermittent', 'intermittently', 'randomly', 'occasionally'],
  ['hidden', 'invisible', 'hides', 'overlaps', 'overlap', 'covered', 'covers', 'cut', 'clipped', 'truncated'],
  ['text', 'wording', 'copy', 'message', 'label', 'caption'],
  ['button', 'btn', 'buttons'],
  ['dropdown', 'select', 'picker', 'menu'],
  ['translation', 'translated', 'untranslated', 'localisation', 'localization', 'i18n', 'language'],
  ['contrast', 'readable', 'unreadable', 'illegible', 'legible', 'colour', 'color'],
  ['link', 'links', 'url', '404', 'href'],
  ['refund', 'refunds', 'refunded', 'reimburse', 'reimbursement'],
  ['receipt', 'invoice', 'receipts', 'invoices'],
  ['address', 'adress', 'addresses'],
  ['search', 'searching', 'find', 'finding', 'results'],
];
const standsFor = new Map(sameThing.flatMap((words) => words.map((word) => [word, words[0] ?? word] as const)));

/** Words that many tickets have: they weigh little by themselves. */
const common = new Set([
  'broken',
  'wrong',
  'missing',
  'slow',
  'page',
  'button',
  'text',
  'add',
  'update',
  'remove',
  'show',
  'click',
  'work',
  'test',
  'docs',
  'mobile',
  'double',
  'link',
]);

export interface Title {
  words: readonly { word: string; weight: number }[];
  total: number;
}

/** A title as it is compared: made once, compared often. */
export function readTitle(text: string): Title {
  const seen = new Map<string, number>();
  for (const raw of text
    .toLowerCase()
    .replace(/n't\b/g, 'nt')
    .replace(/\blog(?:ging)? ?in\b/g, 'login')
    .replace(/\bsign(?:ing)? ?in\b/g, 'login')
    .replace(/\b(?:log|sign)(?:ging|ing)? ?out\b/g, 'logout')
    .match(/[\p{L}\p{N}][\p{L}\p{N}_.-]*/gu) ?? []) {
    const word = raw.replace(/[._-]+$/, '');
    const known = standsFor.get(word);
    if (known === undefined && (idle.has(word) || word.length < 2)) continue;
    const stem = known ?? standsFor.get(stemOf(word)) ?? stemOf(word);
    seen.set(stem, weightOf(stem));
  }
  const words = [...seen].map(([word, weight]) => ({ word, weight }));
  return { words, total: words.reduce((sum, { weight }) => sum + weight, 0) };
}

/** From 0 to 1; 1 is the same words. */
export function likeness(a: Title, b: Title): number {
  if (a.total === 0 || b.total === 0) return 0;
  const shared = (sharedIn(a, b) + sharedIn(b, a)) / 2;
  const dice = (2 * shared) / (a.total + b.total);
  const contained = shared / Math.min(a.total, b.total);
  // a short title inside a long one is alike, but two words prove little
  const proof = Math.min(1, Math.min(a.words.length, b.words.length) / 3);
  return dice * 0.6 + contained * 0.4 * proof;
}

function sharedIn(a: Title, b: Title): number {
  let sum = 0;
  for (const { word, weight } of a.words) sum += weight * Math.max(0, ...b.words.map((other) => wordLikeness(word, other.word)));
  return sum;
}

/** 1 for the same word; less for one that is spelt nearly so, or that the other begins with. */
function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length < 4 || b.length < 4) return 0;
  if (a.startsWith(b) || b.startsWith(a)) return 0.8;
  const dice = trigramDice(a, b);
  return dice > 0.5 ? dice : 0;
}

function trigramDice(a: string, b: string): number {
  const of = (word: string) => {
    const padded = ` ${word} `;
    return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
  };
  const [one, other] = [of(a), of(b)];
  let shared = 0;
  for (const part of one) if (other.has(part)) shared += 1;
  return (2 * shared) / (one.size + other.size);
}

const weightOf = (word: string): number => {
  if (common.has(word)) return 0.5;
  if (/\d/.test(word)) return 1.5;
  return word.length > 6 ? 1.2 : 1;
};

function stemOf(word: string): string {
  if (/\d/.test(word)) return word;
  for (const [ending, instead] of endings) {
    if (word.endsWith(ending) && word.length - ending.length >= 3) return word.slice(0, -ending.length) + instead;
  }
  return word;
}

const endings: readonly (readonly [string, string])[] = [
  ['ations', 'ate'],
  ['ation', 'ate'],
  ['ies', 'y'],
  ['ings', ''],
  ['ing', ''],
  ['edly', ''],
  ['ed', ''],
  ['ness', ''],
  ['ment', ''],
  ['ly', ''],
  ['es', ''],
  ['s', ''],
  ['e', ''],
];

/** From here on two titles are taken for the same thing: where, on the first half of test/fixtures/ticket-pairs, both aims (0.9 right, 0.8 found) are met with the same margin. */
export const alike = 0.6;

/** The words of a title that GitHub is asked for: the heaviest few, as they were written. */
export function significantWords(title: string, most = 6): string[] {
  const words = title.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}_-]{2,}/gu) ?? [];
  const telling = [...new Set(words)].filter((word) => !idle.has(word));
  return telling.sort((a, b) => weightOf(stemOf(b)) - weightOf(stemOf(a)) || b.length - a.length).slice(0, most);
}
