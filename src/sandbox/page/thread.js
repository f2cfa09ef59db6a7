import { closeThread, say } from './actions.js';
import { Composer } from './composer.js';
import { html } from './html.js';
import { icon } from './icons.js';
import { Log } from './log.js';
import { Message } from './message.js';
import { channelTitle, personOf } from './store.js';

/** One message with its replies, beside the channel. */
export function Thread({ state }) {
  const { as, channel, thread, pending } = state;
  const messages = (state.messages[channel] ?? []).filter(({ ts, threadTs }) => ts === thread || threadTs === thread);
  const replies = messages.length - 1;
  const title = channelTitle(channel);
  const close = () => {
    closeThread();
    document.querySelector(`#messages [data-ts="${CSS.escape(thread)}"] .into-thread`)?.focus();
  };
  return html`<aside class="thread" aria-label="Thread" onKeyDown=${(event) => event.key === 'Escape' && close()}>
    <header class="bar">
      <div class="bar-title">
        <h2>Thread</h2>
        <p>${title} · ${replies === 1 ? '1 reply' : `${Math.max(replies, 0)} replies`}</p>
      </div>
      <button type="button" class="round" aria-label="Close the thread" onClick=${close}>${icon.close}</button>
    </header>
    <${Log} key=${`${as}/${channel}/${thread}`} label=${`Thread in ${title}`} count=${messages.length}>
      ${messages.map((message) => html`<${Message} key=${message.ts} message=${message} inThread pending=${pending} />`)}
    <//>
    <div class="foot">
      <${Composer}
        key=${`${as}/${channel}/${thread}`}
        place=${`${as}/${channel}/${thread}`}
        label=${`Reply in the thread as ${personOf(as)?.realName ?? as}`}
        placeholder="Reply…"
        send=${(text) => say(text, thread)}
        facts=${{ ...state, commands: [] }}
        focusFirst
      />
      <p class="keys"><span>Slash commands do not work in threads: begin with <code>@shipmate</code></span></p>
    </div>
  </aside>`;
}
