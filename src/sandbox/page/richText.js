import { emoji } from './emoji.js';
import { html } from './html.js';
import { linkTo, Plain } from './mrkdwn.js';
import { channelOf, personOf } from './store.js';

/** Slack's rich text: sections, lists, quotes and preformatted parts. */
export const RichText = ({ elements }) => (elements ?? []).map(part);

function part(element) {
  const inside = (element.elements ?? []).map(leaf);
  switch (element.type) {
    case 'rich_text_preformatted':
      return html`<pre class="code-block"><code>${inside}</code></pre>`;
    case 'rich_text_quote':
      return html`<blockquote>${inside}</blockquote>`;
    case 'rich_text_list': {
      const items = element.elements.map((item) => html`<li><${RichText} elements=${[item]} /></li>`);
      return element.style === 'ordered' ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    default:
      return html`<span class="words">${inside}</span>`;
  }
}

function leaf(element) {
  switch (element.type) {
    case 'link':
      return linkTo(element.url, element.text ?? element.url) ?? element.url;
    case 'user':
      return html`<span class="mention">@${personOf(element.user_id)?.realName ?? element.user_id}</span>`;
    case 'channel':
      return html`<span class="mention">#${channelOf(element.channel_id)?.name ?? element.channel_id}</span>`;
    case 'usergroup':
      return html`<span class="mention">@${element.usergroup_id}</span>`;
    case 'broadcast':
      return html`<span class="mention loud">@${element.range}</span>`;
    case 'emoji':
      return emoji(element.name) ?? `:${element.name}:`;
    default:
      return styled(element.text ?? '', element.style ?? {});
  }
}

function styled(text, { bold, italic, strike, code }) {
  let out = code ? text : html`<${Plain} text=${text} />`;
  if (code) out = html`<code>${out}</code>`;
  if (strike) out = html`<del>${out}</del>`;
  if (italic) out = html`<em>${out}</em>`;
  if (bold) out = html`<strong>${out}</strong>`;
  return out;
}
