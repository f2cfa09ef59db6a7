import { press } from './actions.js';
import { Avatar } from './avatar.js';
import { Blocks } from './blocks.js';
import { Files } from './files.js';
import { html } from './html.js';
import { icon } from './icons.js';
import { Mrkdwn } from './mrkdwn.js';
import { isReply } from './store.js';
import { Reactions, Tools } from './tools.js';
import { dateOfTs, fullTimeOf, timeOf } from './when.js';

/** One message. `follows` leaves out the name of someone who spoke just before; without `openThread` there is no way into the thread. */
export function Message({ message, follows, openThread, inThread, pending }) {
  const { user, ts, ephemeral } = message;
  const at = dateOfTs(ts);
  const threadWay = !inThread && !ephemeral && openThread !== undefined;
  const quietThread = threadWay && !(message.replyCount > 0);
  const kinds = ['message', ephemeral && 'private', follows && 'follows', user.bot && 'from-bot'].filter(Boolean).join(' ');
  return html`<li class=${kinds} data-ts=${ts} tabindex="-1">
    <div class="gutter">${follows ? html`<time title=${fullTimeOf(at)}>${timeOf(at)}</time>` : html`<${Avatar} user=${user} />`}</div>
    <div class="said">
      ${ephemeral && html`<p class="only-you">${icon.eye} Only visible to you</p>`}
      ${message.pinned && html`<p class="pinned">${icon.pin} Pinned</p>`}
      ${!inThread && isReply(message) && html`<p class="from-thread">${icon.thread} Sent from a thread</p>`}
      <p class=${follows ? 'who unseen' : 'who'}>
        <b>${user.realName ?? user.name}</b>
        ${user.bot && html`<span class="app">App</span>`}
        <time dateTime=${at.toISOString()} title=${fullTimeOf(at)}>${timeOf(at)}</time>
        ${message.edited && !message.blocks?.length && html`<span class="edited">edited</span>`}
      </p>
      <${Body} message=${message} pending=${pending} />
      <${Files} files=${message.files} />
      <${Reactions} message=${message} />
      ${
        !ephemeral &&
        html`<div class="tools">
        ${quietThread && html`<${IntoThread} message=${message} open=${openThread} />`}
        <${Tools} message=${message} />
      </div>`
      }
      ${threadWay && !quietThread && html`<${IntoThread} message=${message} open=${openThread} />`}
    </div>
  </li>`;
}

function Body({ message, pending }) {
  const { ts, text, blocks } = message;
  if (!blocks?.length) return text || !message.files?.length ? html`<div class="prose"><${Mrkdwn} text=${text ?? ''} /></div>` : null;
  return html`<${Blocks}
    blocks=${blocks}
    isPending=${(actionId) => pending.has(`${ts}/${actionId}`)}
    place=${{ ts }}
    press=${(of, value) => pressIn(ts, of, value)}
  />`;
}

/** When the card is redrawn without the button that had the focus, the card itself takes it: the next Tab goes on from there. */
async function pressIn(ts, of, value) {
  await press({ ts, actionId: of.action_id, value, confirm: of.confirm });
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector(`[data-ts="${CSS.escape(ts)}"]`)?.focus({ preventScroll: true });
  });
}

function IntoThread({ message, open }) {
  const { replyCount, ts, threadTs } = message;
  const words =
    replyCount > 0 ? `${replyCount} ${replyCount === 1 ? 'reply' : 'replies'}` : isReply(message) ? 'View thread' : 'Reply in thread';
  return html`<button type="button" class=${replyCount > 0 ? 'into-thread' : 'into-thread quiet'} onClick=${() => open(threadTs ?? ts)}>
    ${icon.thread} ${words}
  </button>`;
}
