import { Picture } from './files.js';
import { html } from './html.js';
import { optionsOf, Picker } from './inputs.js';
import { Menu } from './menu.js';
import { Plain, Text } from './mrkdwn.js';

/** What can be pressed or picked in a message, and images: those that Slack keeps are shown, others told by their alt text, because the page loads nothing from outside. */
export function Element({ of, place, press, pending }) {
  switch (of.type) {
    case 'button':
      return html`<${Button} of=${of} press=${press} pending=${pending} />`;
    case 'image':
      if (of.slack_file?.id) return html`<${Picture} id=${of.slack_file.id} alt=${of.alt_text} />`;
      return html`<span class="image" role="img" aria-label=${of.alt_text}><span aria-hidden="true">▧</span> ${of.alt_text}</span>`;
    case 'overflow':
      return html`<${Overflow} of=${of} press=${press} pending=${pending} />`;
    default:
      return html`<span class="pick" aria-busy=${pending}><${Picker} element=${of} place=${place} label=${labelOf(of)} onPick=${(value) => press(of, value)} /></span>`;
  }
}

const labelOf = (of) => of.accessibility_label ?? of.placeholder?.text ?? 'Choose';

function Button({ of, press, pending }) {
  const look = of.style === 'primary' ? 'button primary' : of.style === 'danger' ? 'button danger' : 'button';
  // Not `disabled`: that would take the focus away from someone who works by keyboard.
  return html`<button type="button" class=${look} aria-label=${of.accessibility_label} aria-disabled=${pending} aria-busy=${pending} onClick=${() => follow(of, press)}>
    <${Text} of=${of.text} />
  </button>`;
}

function follow(of, press) {
  if (/^https?:\/\//i.test(of.url ?? '')) window.open(of.url, '_blank', 'noopener,noreferrer');
  press(of);
}

const Overflow = ({ of, press, pending }) =>
  html`<${Menu}
    label="More actions"
    face="⋯"
    busy=${pending}
    items=${optionsOf(of).map(({ label, value }) => ({ label: html`<${Plain} text=${label} />`, pick: () => press(of, value) }))}
  />`;
