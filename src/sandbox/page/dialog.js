import { html, useEffect, useId, useRef } from './html.js';
import { icon } from './icons.js';

/** The browser's own modal dialog: it keeps the focus, hides the rest from everyone, and closes on Escape. */
export function Dialog({ title, alert, onCancel, children }) {
  const dialog = useRef();
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current.showModal();
    return () => before?.isConnected && before.focus();
  }, []);
  return html`<dialog
    ref=${dialog}
    role=${alert ? 'alertdialog' : undefined}
    aria-labelledby=${id}
    onCancel=${(event) => {
      event.preventDefault();
      onCancel();
    }}
    onKeyDown=${(event) => event.stopPropagation()}
  >
    <header>
      <h2 id=${id}>${title}</h2>
      ${!alert && html`<button type="button" class="round" aria-label="Close" onClick=${onCancel}>${icon.close}</button>`}
    </header>
    ${children}
  </dialog>`;
}
