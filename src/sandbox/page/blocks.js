import { Element } from './elements.js';
import { html } from './html.js';
import { InputBlock } from './inputs.js';
import { Mrkdwn, Text } from './mrkdwn.js';
import { RichText } from './richText.js';

/**
 * Block Kit as elements. `place` says where they stand: `{ ts }` or `{ viewId }`. `press(element, value?)` is called for what can be pressed;
 * `isPending(actionId)` tells which press is under way; `errors` are a modal's, by block.
 */
export function Blocks({ blocks, place, press, isPending, errors }) {
  return blocks.map((block, index) => html`<${Block} key=${block.block_id ?? index} ...${{ block, place, press, isPending, errors }} />`);
}

function Block({ block, place, press, isPending, errors }) {
  const element = (of) => html`<${Element} of=${of} place=${place} press=${press} pending=${isPending?.(of.action_id) ?? false} />`;
  switch (block.type) {
    case 'header':
      return html`<h2 class="block header"><${Text} of=${block.text} /></h2>`;
    case 'section':
      return html`<div class=${block.accessory ? 'block section with-accessory' : 'block section'}>
        <div class="section-body">
          ${block.text && html`<div class="prose"><${Text} of=${block.text} /></div>`}
          ${block.fields?.length > 0 && html`<div class="fields">${block.fields.map((field) => html`<div class="prose"><${Text} of=${field} /></div>`)}</div>`}
        </div>
        ${block.accessory && html`<div class="accessory">${element(block.accessory)}</div>`}
      </div>`;
    case 'actions':
      return html`<div class="block actions">${block.elements.map((of, index) => html`<div key=${of.action_id ?? index}>${element(of)}</div>`)}</div>`;
    case 'context':
      return html`<div class="block context">
        ${block.elements.map((of) => (of.type === 'image' ? element(of) : html`<span class="prose"><${Text} of=${of} /></span>`))}
      </div>`;
    case 'divider':
      return html`<hr class="block" />`;
    case 'image':
      return html`<figure class="block">${block.title && html`<figcaption><${Text} of=${block.title} /></figcaption>`}${element(block)}</figure>`;
    case 'input':
      return html`<${InputBlock} block=${block} place=${place} error=${errors?.[block.block_id] ?? errors?.[block.element?.action_id]} />`;
    case 'rich_text':
      return html`<div class="block prose"><${RichText} elements=${block.elements} /></div>`;
    case 'markdown':
      return html`<div class="block prose"><${Mrkdwn} text=${String(block.text ?? '').replaceAll('**', '*')} /></div>`;
    default:
      return html`<p class="block unknown">This page does not show a block of type ${String(block.type)}.</p>`;
  }
}
