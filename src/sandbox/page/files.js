import { html } from './html.js';
import { current } from './store.js';

const addressOf = (id) => `/api/file?${new URLSearchParams({ id, as: current().as })}`;

export const Picture = ({ id, alt }) =>
  html`<a class="picture" href=${addressOf(id)} target="_blank" rel="noopener"><img src=${addressOf(id)} alt=${alt} loading="lazy" /></a>`;

/** The files of a message: pictures as such, others by name and size. */
export function Files({ files }) {
  if (!files?.length) return null;
  return html`<ul class="files" aria-label="Files">
    ${files.map(
      ({ id, title, type, size }) => html`<li key=${id}>
        ${
          /^image\/(png|jpeg|gif|webp)$/.test(type)
            ? html`<figure><figcaption>${title}</figcaption><${Picture} id=${id} alt=${title} /></figure>`
            : html`<a class="file" href=${addressOf(id)} download><b>${title}</b> <span>${type} · ${sizeOf(size)}</span></a>`
        }
      </li>`,
    )}
  </ul>`;
}

const sizeOf = (bytes) =>
  bytes < 1024 ? `${bytes} B` : bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
