import { html } from './html.js';

const drawn = (paths) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${paths}</svg>`;

export const icon = {
  send: drawn(html`<path d="M3.5 10 16.5 4l-4 12.5-3-5.5z" /><path d="m9.5 11 7-7" />`),
  places: drawn(html`<path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h8" />`),
  scenes: drawn(html`<rect x="3" y="4" width="14" height="12" rx="2" /><path d="M12 4v12M14 7.5h1M14 10h1" />`),
  close: drawn(html`<path d="m5.5 5.5 9 9m0-9-9 9" />`),
  eye: drawn(html`<path d="M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5z" /><circle cx="10" cy="10" r="2" />`),
  thread: drawn(html`<path d="M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9l-3.5 3v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z" />`),
  down: drawn(html`<path d="M10 4v11m-4.5-4L10 15.5 14.5 11" />`),
  smile: drawn(html`<circle cx="10" cy="10" r="6.8" /><path d="M7.2 11.8c.7 1 1.7 1.5 2.8 1.5s2.1-.5 2.8-1.5M7.6 8v.2M12.4 8v.2" />`),
  dots: drawn(html`<path d="M5 10h.1M10 10h.1M15 10h.1" />`),
  pin: drawn(html`<path d="M7 3.5h6l-.8 5 2.3 2.5h-9L7.8 8.5zM10 11v5.5" />`),
  plus: drawn(html`<path d="M10 4.5v11M4.5 10h11" />`),
  anchor: drawn(html`<circle cx="10" cy="5" r="1.8" /><path d="M10 6.8V17M7 9.5h6M3.8 11.5c.4 3.3 3 5.5 6.2 5.5s5.8-2.2 6.2-5.5" />`),
};
