import { html, useEffect, useRef, useState } from './html.js';
import { optionsOf, Picker } from './inputs.js';
import { Plain, Text } from './mrkdwn.js';

/** What can be pressed or picked in a message, and images, which are told by their alt text: the page loads nothing from outside. */
export function Element({ of, place, press, pending }) {
  switch (of.type) {
    case 'button':
      return html`<${Button} of=${of} press=${press} pending=${pending} />`;
    case 'image':
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

function Overflow({ of, press, pending }) {
  const [open, setOpen] = useState(false);
  const root = useRef();
  const items = useRef();
  const shut = () => {
    setOpen(false);
    root.current.querySelector('button').focus();
  };
  const move = (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      shut();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...items.current.children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  };
  useEffect(() => {
    if (open) items.current.firstElementChild?.focus();
  }, [open]);
  return html`<span class="overflow" ref=${root} onFocusOut=${(event) => !root.current.contains(event.relatedTarget) && setOpen(false)}>
    <button type="button" class="button" aria-haspopup="menu" aria-expanded=${open} aria-label="More actions" aria-busy=${pending} onClick=${() => setOpen(!open)}>⋯</button>
    ${
      open &&
      html`<span class="menu" role="menu" ref=${items} onKeyDown=${move}>
        ${optionsOf(of).map(
          (option) =>
            html`<button
              type="button"
              role="menuitem"
              onClick=${() => {
                shut();
                press(of, option.value);
              }}
            >
              <${Plain} text=${option.label} />
            </button>`,
        )}
      </span>`
    }
  </span>`;
}
