import { emoji } from './emoji.js';
import { html } from './html.js';
import { channelOf, personOf } from './store.js';
import { formatDate } from './when.js';

/** Slack's mrkdwn as elements: code blocks and quotes first, then what stands inside a line. */
export function Mrkdwn({ text }) {
  return text.split(/(```[\s\S]+?```)/).flatMap((part) => {
    const code = /^```\n?([\s\S]+?)\n?```$/.exec(part);
    return code ? [html`<pre class="code-block"><code>${plain(code[1])}</code></pre>`] : paragraphs(part);
  });
}

/** Text that is not formatted, apart from emoji. */
export const Plain = ({ text }) =>
  text.split(/(:[\w+'-]+:)/).map((part) => (part.length > 2 && part.startsWith(':') && emoji(part.slice(1, -1))) || part);

/** A text object of Block Kit: `mrkdwn` or `plain_text`. */
export const Text = ({ of }) => {
  if (!of) return null;
  if (typeof of === 'string') return html`<${Plain} text=${of} />`;
  const text = String(of.text ?? '');
  return of.type === 'mrkdwn' ? html`<${Mrkdwn} text=${text} />` : html`<${Plain} text=${text} />`;
};

function paragraphs(text) {
  const out = [];
  let lines = [];
  let quoted = false;
  const flush = () => {
    const joined = lines.join('\n').replace(/^\n|\n$/g, '');
    if (joined !== '')
      out.push(quoted ? html`<blockquote>${inline(joined)}</blockquote>` : html`<span class="words">${inline(joined)}</span>`);
    lines = [];
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if ((quote !== null) !== quoted) {
      flush();
      quoted = quote !== null;
    }
    lines.push(quote ? quote[1] : line);
  }
  flush();
  return out;
}

// A mark opens after a space or punctuation and closes before one, as in Slack: `snake_case` and `2*3*4` stay as they are.
const marked = (mark) => `(?<![\\w${mark}])${mark}(?=[^\\s${mark}])[^${mark}\\n]*?(?<=\\S)${mark}(?![\\w${mark}])`;
const pattern = new RegExp(
  [
    '(?<code>`[^`\\n]+`)',
    '(?<angle><[^<>\\n]+>)',
    "(?<emoji>:[\\w+'-]+:)",
    `(?<strong>${marked('\\*')})`,
    `(?<em>${marked('_')})`,
    `(?<del>${marked('~')})`,
  ].join('|'),
  'g',
);

function inline(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    out.push(plain(text.slice(from, match.index)), piece(match));
    from = match.index + match[0].length;
  }
  out.push(plain(text.slice(from)));
  return out;
}

function piece({ 0: whole, groups }) {
  const inner = whole.slice(1, -1);
  if (groups.code) return html`<code>${plain(inner)}</code>`;
  if (groups.strong) return html`<strong>${inline(inner)}</strong>`;
  if (groups.em) return html`<em>${inline(inner)}</em>`;
  if (groups.del) return html`<del>${inline(inner)}</del>`;
  if (groups.emoji) return emoji(inner) ?? whole;
  return angle(inner) ?? whole;
}

/** What stands between angle brackets. Undefined when it is nothing that Slack knows: then it stays text. */
function angle(inner) {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : plain(inner.slice(bar + 1));
  if (/^@[UW]\w+$/.test(target))
    return html`<span class="mention">@${personOf(target.slice(1))?.realName ?? label ?? botName(target)}</span>`;
  if (/^#[CDG]\w+$/.test(target))
    return html`<span class="mention">#${channelOf(target.slice(1))?.name ?? label ?? target.slice(1)}</span>`;
  if (target.startsWith('!subteam^')) return html`<span class="mention">${withAt(label ?? target.slice(9))}</span>`;
  if (/^!(here|channel|everyone)$/.test(target)) return html`<span class="mention loud">@${target.slice(1)}</span>`;
  if (target.startsWith('!date^')) {
    const [, seconds, format, link] = target.split('^');
    const words = formatDate(Number(seconds), format ?? '{date}', label ?? '');
    return html`<time>${link ? (linkTo(plain(link), words) ?? words) : words}</time>`;
  }
  return linkTo(plain(target), label ?? plain(target));
}

const botName = (target) => (target === '@U0SHIPMATE' ? 'shipmate' : target.slice(1));
const withAt = (name) => (name.startsWith('@') ? name : `@${name}`);

/** Only addresses that a browser may safely follow become links. */
export const linkTo = (address, label) =>
  /^(https?:\/\/|mailto:)/i.test(address) ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${label}</a>` : undefined;

const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const plain = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => entities[entity]);
