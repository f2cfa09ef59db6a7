import { copyIntoComposer, deleteMessage, toggleReaction, useShortcut } from './actions.js';
import { emoji } from './emoji.js';
import { html } from './html.js';
import { icon } from './icons.js';
import { Menu } from './menu.js';
import { current, personOf } from './store.js';

/** Put on a message by everyone everywhere; whether they mean something to the bot is the menu's to say. */
const common = ['+1', 'eyes', 'tada', 'heart'];

/** What can be done with a message beside answering it. */
export function Tools({ message }) {
  const { as, shortcuts, emoji: meaningful } = current();
  const { ts } = message;
  const own = message.user.name === as;
  const names = [...new Set([...meaningful, ...common])];
  const actions = [
    ...shortcuts.filter(({ on }) => on === 'message').map(({ title }) => ({ label: title, pick: () => useShortcut(title, ts) })),
    ...(own && !message.files?.length ? [{ label: 'Edit message', pick: () => copyIntoComposer(message) }] : []),
    ...(own ? [{ label: 'Delete message', pick: () => deleteMessage(ts) }] : []),
  ];
  return html`<${Menu}
      label="Add a reaction"
      face=${icon.smile}
      look="tool"
      shape="emoji-menu"
      items=${names.map((name) => ({ label: emoji(name) ?? `:${name}:`, name: `:${name}:`, pick: () => toggleReaction(message, name) }))}
    />
    ${actions.length > 0 && html`<${Menu} label="More actions" face=${icon.dots} look="tool" items=${actions} />`}`;
}

/** The emoji under a message; pressing one puts one's own there, or takes it away. */
export function Reactions({ message }) {
  const { reactions } = message;
  if (!reactions?.length) return null;
  const me = personOf(current().as)?.id;
  return html`<ul class="reactions" aria-label="Reactions">
    ${reactions.map(({ name, users }) => {
      const who = users.map((user) => personOf(user)?.realName ?? (user === 'U0SHIPMATE' ? 'Shipmate' : user)).join(', ');
      return html`<li key=${name}>
        <button
          type="button"
          aria-pressed=${users.includes(me)}
          aria-label=${`:${name}: ${users.length}, put by ${who}`}
          title=${`${who} reacted with :${name}:`}
          onClick=${() => toggleReaction(message, name)}
        >
          ${emoji(name) ?? `:${name}:`} <span>${users.length}</span>
        </button>
      </li>`;
    })}
  </ul>`;
}
