import { html, useId, useLayoutEffect, useRef } from './html.js';
import { icon } from './icons.js';

/** The browser's own modal dialog: it keeps the focus, hides the rest from everyone, and closes on Escape. */
export function Dialog({ title, alert, onCancel, children }) {
  const dialog = useRef();
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element.showModal();
    // Closing it, rather than only taking it away, gives the focus back to where it was.
    return () => element.close();
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
