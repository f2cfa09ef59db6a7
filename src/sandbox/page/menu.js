import { html, useEffect, useRef, useState } from './html.js';

/**
 * A button that opens a list of actions: by keyboard with the arrows, closed with Escape, which gives the focus back.
 * `items`: `{ label, name?, pick }`; `name` is what is read aloud where the label is a picture.
 */
export function Menu({ label, face, look = 'button', shape = '', busy, items }) {
  const [open, setOpen] = useState(false);
  const root = useRef();
  const list = useRef();
  const shut = () => {
    setOpen(false);
    root.current.querySelector('button').focus();
  };
  const move = (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      shut();
    }
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...list.current.children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  };
  useEffect(() => {
    if (!open) return;
    list.current.firstElementChild?.focus({ preventScroll: true });
    list.current.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return html`<span class="overflow" ref=${root} onFocusOut=${(event) => !root.current.contains(event.relatedTarget) && setOpen(false)}>
    <button type="button" class=${look} aria-haspopup="menu" aria-expanded=${open} aria-label=${label} title=${label} aria-busy=${busy} onClick=${() => setOpen(!open)}>
      ${face}
    </button>
    ${
      open &&
      html`<span class=${`menu ${shape}`} role="menu" aria-label=${label} ref=${list} onKeyDown=${move}>
        ${items.map(
          (item) =>
            html`<button
              type="button"
              role="menuitem"
              aria-label=${item.name}
              title=${item.name}
              onClick=${() => {
                shut();
                item.pick();
              }}
            >
              ${item.label}
            </button>`,
        )}
      </span>`
    }
  </span>`;
}
