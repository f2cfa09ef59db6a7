import { forgetDraft, openThread, say, stopEditing } from './actions.js';
import { Composer } from './composer.js';
import { Hint } from './hint.js';
import { html, useState } from './html.js';
import { icon } from './icons.js';
import { Kept } from './kept.js';
import { Log } from './log.js';
import { Message } from './message.js';
import { Problem } from './problem.js';
import { channelOf, channelTitle, isDirect, isInChannel, personOf } from './store.js';
import { dateOfTs, dayOf } from './when.js';

const atOnce = 150;

/** The messages of one channel and where to type. */
export function Channel({ state, openDrawer }) {
  const { as, channel, pending } = state;
  const title = channelTitle(channel);
  const messages = (state.messages[channel] ?? []).filter(isInChannel);
  return html`<main class="channel" id="messages" aria-label=${`Messages in ${title}`}>
    <header class="bar">
      <button type="button" class="round for-narrow" aria-label="Channels and people" aria-expanded=${state.drawer === 'places'} onClick=${() => openDrawer('places')}>
        ${icon.places}
      </button>
      <div class="bar-title">
        <h1>${isDirect(channel) ? title : html`<span class="hash">#</span>${channel}`}</h1>
        <p>${isDirect(channel) ? 'Just you and the bot' : channelOf(channel)?.topic}</p>
      </div>
      <button type="button" class="round for-medium" aria-label="Behind the scenes" aria-expanded=${state.drawer === 'scenes'} onClick=${() => openDrawer('scenes')}>
        ${icon.scenes}
      </button>
    </header>
    <${Kept} channel=${channelOf(channel)} messages=${state.messages[channel] ?? []} />
    <${Log} key=${`${as}/${channel}`} label=${`Messages in ${title}`} count=${messages.length}>
      <${Lines} messages=${messages} pending=${pending} empty=${state.ready && messages.length === 0 ? `Nothing has been said in ${title} yet.` : undefined} />
    <//>
    <div class="foot">
      ${!state.hintSeen && html`<${Hint} begun=${messages.length > 0} messages=${messages} as=${as} />`}
      <${Problem} state=${state} />
      ${state.editing && html`<p class="notice">You are changing what you wrote. <button type="button" class="button" onClick=${stopEditing}>Leave it as it is</button></p>`}
      <${Composer}
        key=${`${as}/${channel}`}
        place=${`${as}/${channel}`}
        label=${`Message ${title} as ${personOf(as)?.realName ?? as}`}
        placeholder=${`Message ${title} as ${personOf(as)?.realName ?? as}`}
        send=${(text) => say(text)}
        facts=${state}
        draft=${state.draft}
        draftTaken=${forgetDraft}
        shortcuts=${state.shortcuts.filter(({ on }) => on === 'anywhere').map(({ title }) => title)}
        focusFirst
      />
      <p class="keys"><kbd>/</kbd> for commands <span>·</span> <kbd>Enter</kbd> to send <span>·</span> <kbd>↑</kbd> for the last line</p>
    </div>
  </main>`;
}

function Lines({ messages, pending, empty }) {
  const [limit, setLimit] = useState(atOnce);
  if (empty) return html`<li class="empty">${empty}</li>`;
  const shown = messages.slice(-limit);
  return [
    shown.length < messages.length &&
      html`<li key="earlier" class="earlier"><button type="button" class="button" onClick=${() => setLimit(limit + atOnce)}>Show earlier messages</button></li>`,
    ...shown.flatMap((message, index) => {
      const before = shown[index - 1];
      const day = dayOf(dateOfTs(message.ts));
      const newDay = before === undefined || dayOf(dateOfTs(before.ts)) !== day;
      return [
        newDay && html`<li key=${`day ${day}`} class="day"><span>${day}</span></li>`,
        html`<${Message} key=${message.ts} message=${message} follows=${!newDay && follows(message, before)} openThread=${openThread} pending=${pending} />`,
      ];
    }),
  ];
}

/** People who say several things in a row are named once; every card of the bot stands for itself. */
const follows = (message, before) =>
  !message.user.bot &&
  !message.ephemeral &&
  !message.edited &&
  !before.ephemeral &&
  before.user.name === message.user.name &&
  Number(message.ts) - Number(before.ts) < 300;
