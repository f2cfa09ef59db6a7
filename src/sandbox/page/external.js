import { suggest } from './actions.js';
import { html, useEffect, useId, useState } from './html.js';

/** A menu whose options the bot looks up while one types: the browser's own field with suggestions. */
export function External({ element, common, place }) {
  const [options, setOptions] = useState([]);
  const list = useId();
  const shortest = element.min_query_length ?? 3;

  const look = async (typed) => {
    if (typed.length >= shortest) setOptions(await suggest(place, element.action_id, typed));
  };
  useEffect(() => void look(''), []);

  return html`<input
      ...${common}
      type="text"
      list=${list}
      autocomplete="off"
      placeholder=${element.placeholder?.text}
      defaultValue=${element.initial_option?.value}
      onInput=${(event) => look(event.currentTarget.value)}
    /><datalist id=${list}>${options.map(({ text, value }) => html`<option value=${value}>${text.text}</option>`)}</datalist>`;
}
