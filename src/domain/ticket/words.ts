import { redact } from '../redact.ts';
import { markerOf, type Quote, type Ticket } from './ticket.ts';

/** What an issue says: its title, and its body with where it comes from. */

/** GitHub takes no longer one. */
export const longestTitle = 256;
const longestBody = 60_000;
/** What has to be shown first, all of it, in one message. */
const longestShown = 9_000;
/** A message that becomes a title is cut to what people read. */
const titleOfMessage = 120;

/** What Slack writes as references, as a person reads it. `nameOf` gives the name of an account. */
export const legibleSlack = (text: string, nameOf: (userId: string) => string | undefined): string =>
  text
    .replace(/<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/g, (_whole, id: string, shown?: string) => nameOf(id) || shown || 'someone')
    .replace(/<#[CG][A-Z0-9]+\|([^>]*)>/g, '#$1')
    .replace(/<!(?:subteam\^[A-Z0-9]+\|)?@?([^>|]*)[^>]*>/g, '$1')
    .replace(/<((?:https?|mailto):[^>|]+)\|([^>]*)>/g, '$2 ($1)')
    .replace(/<((?:https?|mailto):[^>|]+)>/g, '$1')
    .replace(/&(amp|lt|gt);/g, (_whole, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'))
    .trim();

/** The title that a message gives: its first line with words in it. Empty: it has none. */
export function titleFrom(text: string): string {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/^[\s>*_~`•-]+|[*_~`]+$/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const first = lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? '';
  return cutAtWord(first, titleOfMessage);
}

/** A title that GitHub takes, and what had to be left out of it. */
export function fitTitle(title: string): { title: string; whole?: string } {
  const plain = redact(title).replace(/\s+/g, ' ').trim();
  return plain.length <= longestTitle ? { title: plain } : { title: cutAtWord(plain, longestTitle), whole: plain };
}

function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** What a person wrote, in an issue: it calls nobody at GitHub, links no issue it did not mean to, and cannot be taken for what we hide in a body. */
export const harmless = (text: string): string =>
  redact(text)
    .replace(/<!--/g, '<!\u200B--')
    .replace(/(^|[^\w`])@(?=[a-z\d])/gi, '$1@\u200B');

type Described = Extract<Ticket, { quotes: unknown }>;

/**
 * The body: what was written, what it is about, and where it comes from.
 * @param live what runs of that service, where that is known
 */
export function bodyOf(ticket: Described): string {
  const { text, title, quotes, permalink, askedBy, channelName, service, environment, version, assignees, priority, origin, traceId } =
    ticket;
  const { whole } = fitTitle(title);
  const unlinked = assignees.filter(({ login }) => login === undefined).map(({ name }) => name);
  const facts = [
    service && `service: ${service}`,
    environment && `environment: ${environment}`,
    version && `live version: \`${version}\``,
    priority && `priority: ${priority}`,
    origin && `from ${origin}`,
    `trace: \`${traceId}\``,
  ].filter(Boolean);
  const where = channelName === undefined ? '' : ` in #${channelName}`;
  const parts = [
    whole === undefined ? '' : harmless(whole),
    harmless(text),
    ...quotes.map(quoted),
    unlinked.length > 0 ? `Meant for ${harmless(unlinked.join(', '))}, whose account at GitHub I do not know.` : '',
    '---',
    `Raised by ${harmless(askedBy.name)}${where}${permalink === undefined ? '' : ` ([message](${permalink}))`}, with Shipmate on their behalf.`,
    facts.join(' · '),
    markerOf(ticket),
  ];
  const body = parts.filter((part) => part !== '').join('\n\n');
  const longest = 'isPublic' in ticket && ticket.isPublic && ticket.fromPrivate ? longestShown : longestBody;
  if (body.length <= longest) return body;
  const foot = parts.slice(-4).join('\n\n');
  return `${body.slice(0, longest - foot.length - 10)}…\n\n${foot}`;
}

/** Files stay where they are: whoever may see them follows the permalink. */
function quoted({ by, text, files }: Quote): string {
  const attached = files === 0 ? '' : `\n> _${files === 1 ? 'A file is' : `${files} files are`} attached in Slack._`;
  return `> **${harmless(by)}:** ${harmless(text).replace(/\n/g, '\n> ')}${attached}`;
}

/** What somebody says in Slack, at GitHub. */
export const spoken = (name: string, text: string): string => `**${harmless(name)} via Slack:** ${harmless(text)}`;

/** Whether we wrote it: what comes from Slack does not go back there. */
export const isOurs = (body: string): boolean => /<!-- shipmate:[\w./-]+/.test(body);

export const labelsOf = ({ labels, priority }: Pick<Ticket, 'labels' | 'priority'>): string[] => [
  ...new Set(['trivial', ...labels, ...(priority === undefined ? [] : [priority])]),
];
