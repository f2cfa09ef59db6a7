import { html } from './html.js';
import { icon } from './icons.js';
import { Menu } from './menu.js';
import { Plain } from './mrkdwn.js';

/** What a channel keeps at hand: its bookmarks, and what was pinned there. */
export function Kept({ channel, messages }) {
  const bookmarks = channel?.bookmarks ?? [];
  const pinned = messages.filter((message) => message.pinned);
  if (bookmarks.length === 0 && pinned.length === 0) return null;
  return html`<div class="kept">
    ${
      pinned.length > 0 &&
      html`<${Menu}
        label=${pinned.length === 1 ? '1 pinned message' : `${pinned.length} pinned messages`}
        face=${html`${icon.pin} ${pinned.length} pinned`}
        look="keepsake"
        shape="downwards"
        items=${pinned.map(({ ts, text }) => ({ label: html`<${Plain} text=${text.split('\n', 1)[0].slice(0, 80)} />`, pick: () => show(ts) }))}
      />`
    }
    ${bookmarks.length > 0 && html`<ul aria-label="Bookmarks">${bookmarks.map(({ title, link }) => html`<li key=${title}><a class="keepsake" href=${/^https?:/i.test(link) ? link : undefined} target="_blank" rel="noopener noreferrer">${title}</a></li>`)}</ul>`}
  </div>`;
}

/** Goes to a message in the channel; one that is in a thread shows under its root. */
function show(ts) {
  const found = document.querySelector(`#messages [data-ts="${CSS.escape(ts)}"]`);
  found?.scrollIntoView({ block: 'center' });
  found?.focus({ preventScroll: true });
}
