import { External } from './external.js';
import { html, useId } from './html.js';
import { Text } from './mrkdwn.js';
import { current } from './store.js';

/** An input of a modal: label, field, hint, and the error that the bot answered. */
export function InputBlock({ block, place, error }) {
  const id = useId();
  const { element } = block;
  const about = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const grouped = element.type === 'radio_buttons' || element.type === 'checkboxes';
  const label = html`<${Text} of=${block.label} />${block.optional && html`<span class="optional"> (optional)</span>`}`;
  return html`<div class=${error ? 'block input wrong' : 'block input'}>
    ${grouped ? html`<span class="label" id=${`${id}-label`}>${label}</span>` : html`<label class="label" for=${id}>${label}</label>`}
    <${Picker} ...${{ element, place, id, about, name: nameOf(block), labelledBy: grouped ? `${id}-label` : undefined, required: !block.optional, invalid: Boolean(error) }} />
    ${block.hint && html`<p class="hint" id=${`${id}-hint`}><${Text} of=${block.hint} /></p>`}
    ${error && html`<p class="error" id=${`${id}-error`} role="alert">${error}</p>`}
  </div>`;
}

/** The name under which an input's value is sent. */
const nameOf = (block) => block.block_id ?? block.element.action_id;

/** The values of a modal's form, by block; those left empty are left out. */
export function valuesOf(form, blocks) {
  const data = new FormData(form);
  const values = {};
  for (const block of blocks.filter(({ type }) => type === 'input')) {
    const given = data.getAll(nameOf(block)).filter((value) => value !== '');
    const { type } = block.element;
    if (type.startsWith('multi_') || type === 'checkboxes') values[nameOf(block)] = given;
    else if (given.length > 0)
      values[nameOf(block)] = type === 'datetimepicker' ? Math.floor(new Date(given[0]).getTime() / 1000) : given[0];
  }
  return values;
}

const kinds = { datepicker: 'date', timepicker: 'time', number_input: 'number', email_text_input: 'email', url_text_input: 'url' };

/** One field of Block Kit as the browser's own control, which already works by keyboard and with screen readers. */
export function Picker({ element, place, id, name, label, labelledBy, about, required, invalid, onPick }) {
  const common = {
    id,
    name,
    'aria-label': label,
    'aria-labelledby': labelledBy,
    'aria-describedby': about,
    'aria-invalid': invalid ? 'true' : undefined,
    'aria-required': required ? 'true' : undefined,
    onChange: onPick && ((event) => event.currentTarget.value !== '' && onPick(event.currentTarget.value)),
  };
  const placeholder = element.placeholder?.text;
  switch (element.type) {
    case 'plain_text_input':
      return element.multiline
        ? html`<textarea ...${common} rows="3" placeholder=${placeholder} maxlength=${element.max_length}>${element.initial_value ?? ''}</textarea>`
        : html`<input ...${common} type="text" autocomplete="off" placeholder=${placeholder} maxlength=${element.max_length} defaultValue=${element.initial_value} />`;
    case 'radio_buttons':
    case 'checkboxes':
      return html`<${Choices} element=${element} common=${common} />`;
    case 'datepicker':
    case 'timepicker':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return html`<input
        ...${common}
        type=${kinds[element.type]}
        placeholder=${placeholder}
        defaultValue=${element.initial_date ?? element.initial_time ?? element.initial_value}
        min=${element.min_value}
        max=${element.max_value}
      />`;
    case 'external_select':
      return html`<${External} element=${element} common=${common} place=${place} />`;
    case 'datetimepicker':
      return html`<input ...${common} type="datetime-local" defaultValue=${element.initial_date_time && localMoment(element.initial_date_time)} />`;
    default:
      return html`<${Select} element=${element} common=${common} placeholder=${placeholder} />`;
  }
}

/** A moment by the browser's own clock, as its input takes it: `2026-01-02T13:55`. */
function localMoment(seconds) {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Select({ element, common, placeholder }) {
  const several = element.type.startsWith('multi_');
  const chosen = chosenOf(element);
  return html`<select ...${common} multiple=${several} size=${several ? 4 : undefined}>
    ${!several && html`<option value="" selected=${chosen.length === 0}>${placeholder ?? 'Choose'}</option>`}
    ${(element.option_groups ?? []).map(
      (group) =>
        html`<optgroup label=${group.label.text}>${group.options.map(plainOption).map((option) => html`<${Option} option=${option} chosen=${chosen} />`)}</optgroup>`,
    )}
    ${optionsOf(element).map((option) => html`<${Option} option=${option} chosen=${chosen} />`)}
  </select>`;
}

const Option = ({ option, chosen }) =>
  html`<option value=${option.value} selected=${chosen.includes(option.value)}>${option.label}</option>`;

function Choices({ element, common }) {
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const chosen = chosenOf(element);
  // Radios need a shared name to be one choice, also where no form collects it.
  const name = common.name ?? element.action_id;
  return html`<div
    class="choices"
    role=${type === 'radio' ? 'radiogroup' : 'group'}
    aria-label=${common['aria-label']}
    aria-labelledby=${common['aria-labelledby']}
    aria-describedby=${common['aria-describedby']}
  >
    ${(element.options ?? []).map(
      (option) =>
        html`<label>
          <input type=${type} name=${name} value=${option.value} defaultChecked=${chosen.includes(option.value)} onChange=${common.onChange} />
          <span><${Text} of=${option.text} />${option.description && html`<small><${Text} of=${option.description} /></small>`}</span>
        </label>`,
    )}
  </div>`;
}

const plainOption = ({ text, value }) => ({ label: text.text, value });

/** What a menu offers: its own options, or the people or channels of the workspace. */
export function optionsOf(element) {
  if (element.type.includes('users')) return current().people.map(({ id, realName }) => ({ value: id, label: realName }));
  if (element.type.includes('channels') || element.type.includes('conversations'))
    return current().channels.map(({ id, name }) => ({ value: id, label: `#${name}` }));
  const own = (element.options ?? []).map(plainOption);
  const initial = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map(plainOption);
  return own.length > 0 || element.option_groups ? own : initial;
}

const chosenOf = (element) =>
  [
    element.initial_option?.value,
    ...(element.initial_options ?? []).map(({ value }) => value),
    element.initial_user,
    ...(element.initial_users ?? []),
    element.initial_channel,
    element.initial_conversation,
  ].filter((value) => value !== undefined);
