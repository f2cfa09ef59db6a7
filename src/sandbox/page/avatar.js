import { html } from './html.js';
import { icon } from './icons.js';

const hues = 6;

/** A person's initial on a colour that is always theirs; the bot has its anchor. */
export function Avatar({ user, small }) {
  const size = small ? 'avatar small' : 'avatar';
  if (user.bot) return html`<span class="${size} bot" aria-hidden="true">${icon.anchor}</span>`;
  const sum = [...user.name].reduce((total, letter) => total + letter.codePointAt(0), 0);
  return html`<span class="${size} hue-${sum % hues}" aria-hidden="true">${(user.realName ?? user.name).slice(0, 1).toUpperCase()}</span>`;
}
