import { useShortcut } from './actions.js';
import { complete } from './completion.js';
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from './html.js';
import { icon } from './icons.js';
import { Menu } from './menu.js';
import { recall, remember } from './remember.js';

/** What was begun and not sent, by place: switching channels loses nothing. */
const drafts = new Map();
const history = recall('history', []);

/**
 * Where people type. `send(text)` answers whether the line was taken. `facts` is what completion draws from.
 * A `draft` is put in once; `draftTaken` is called then. `shortcuts` are the titles of what can be asked for without typing.
 * Enter sends, Shift+Enter starts a new line, the up arrow brings back what was sent before.
 */
export function Composer({ place, label, placeholder, send, facts, draft, draftTaken, shortcuts = [], focusFirst }) {
  const [text, setText] = useState(drafts.get(place) ?? '');
  const [chosen, setChosen] = useState(undefined);
  const [dismissed, setDismissed] = useState(undefined);
  const [recalled, setRecalled] = useState(undefined);
  const [atEnd, setAtEnd] = useState(true);
  const [sending, setSending] = useState(false);
  const area = useRef();
  const id = useId();

  const { usage, options: all, eager } = atEnd ? complete(text, facts) : { options: [], eager: false };
  const options = dismissed === text || recalled !== undefined ? [] : all.slice(0, 9);
  const index = options.length === 0 ? undefined : (chosen ?? (eager ? 0 : undefined));

  const write = (next) => {
    drafts.set(place, next);
    setText(next);
    setChosen(undefined);
    setAtEnd(true);
  };

  useLayoutEffect(() => growWith(area.current), [text]);
  useLayoutEffect(() => {
    // Someone who goes through the people by arrow keys stays there, and a phone does not raise its keyboard unasked.
    if (focusFirst && matchMedia('(hover: hover)').matches && !document.activeElement?.matches('input[type=radio]')) area.current.focus();
  }, []);
  useLayoutEffect(() => {
    if (!draft) return;
    write(draft.text);
    setDismissed(draft.text);
    area.current.focus();
    draftTaken();
  }, [draft]);
  useEffect(() => {
    if (index !== undefined) document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  const take = (option) => {
    write(option.line);
    area.current.focus();
  };

  const submit = async () => {
    const line = text.trim();
    if (line === '' || sending) return;
    setSending(true);
    const taken = await send(line);
    setSending(false);
    if (!taken) return;
    keepInHistory(line);
    setRecalled(undefined);
    write('');
  };

  const bringBack = (step) => {
    const next = (recalled ?? history.length) + step;
    if (next < 0) return;
    setRecalled(next >= history.length ? undefined : next);
    write(history[next] ?? '');
  };

  const keyDown = (event) => {
    if (event.isComposing) return;
    const handled = () => event.preventDefault();
    const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    const step = event.key === 'ArrowDown' ? 1 : -1;
    if (options.length > 0) {
      if (isArrow) {
        handled();
        return setChosen(index === undefined ? (step > 0 ? 0 : options.length - 1) : (index + step + options.length) % options.length);
      }
      if (event.key === 'Tab' && !event.shiftKey) {
        handled();
        return take(options[index ?? 0]);
      }
      if (event.key === 'Enter' && index !== undefined) {
        handled();
        return take(options[index]);
      }
      if (event.key === 'Escape') {
        event.stopPropagation();
        return setDismissed(text);
      }
    }
    if (isArrow && (recalled !== undefined || text === '') && history.length > 0) {
      handled();
      return bringBack(step);
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      handled();
      void submit();
    }
  };

  return html`<form
    class="composer"
    aria-busy=${sending}
    onSubmit=${(event) => {
      event.preventDefault();
      void submit();
    }}
  >
    ${options.length > 0 && html`<${Options} ...${{ id, options, index, take }} />`}
    ${usage && html`<${Usage} ...${usage} id=${`${id}-usage`} />`}
    <div class="composer-box">
      ${shortcuts.length > 0 && html`<${Menu} label="Shortcuts" face=${icon.plus} look="round" items=${shortcuts.map((title) => ({ label: title, pick: () => useShortcut(title) }))} />`}
      <textarea
        ref=${area}
        rows="1"
        aria-label=${label}
        aria-autocomplete="list"
        aria-controls=${options.length > 0 ? id : undefined}
        aria-activedescendant=${index === undefined ? undefined : `${id}-${index}`}
        aria-describedby=${usage ? `${id}-usage` : undefined}
        placeholder=${placeholder}
        spellcheck="false"
        autocomplete="off"
        autocapitalize="off"
        enterkeyhint="send"
        value=${text}
        onInput=${(event) => {
          setRecalled(undefined);
          write(event.currentTarget.value);
          setAtEnd(event.currentTarget.selectionEnd === event.currentTarget.value.length);
        }}
        onSelect=${(event) => setAtEnd(event.currentTarget.selectionEnd === event.currentTarget.value.length)}
        onKeyDown=${keyDown}
        onBlur=${() => setDismissed(text)}
        onFocus=${() => dismissed === text && text !== '' && setDismissed(undefined)}
      ></textarea>
      <button type="submit" class="send" aria-label="Send" aria-disabled=${text.trim() === ''}>${icon.send}</button>
    </div>
    <span class="unseen" role="status">${options.length > 0 ? `${options.length} ${options.length === 1 ? 'suggestion' : 'suggestions'}` : ''}</span>
  </form>`;
}

const Options = ({ id, options, index, take }) =>
  html`<ul class="options" role="listbox" id=${id} aria-label="Suggestions">
    ${options.map(
      (option, at) =>
        html`<li
          key=${option.label}
          id=${`${id}-${at}`}
          role="option"
          aria-selected=${at === index}
          onMouseDown=${(event) => {
            event.preventDefault();
            take(option);
          }}
        >
          <b>${option.label}</b> ${option.detail && html`<code>${option.detail}</code>`} ${option.about && html`<span>${option.about}</span>`}
        </li>`,
    )}
  </ul>`;

const Usage = ({ id, command, parts, about }) =>
  html`<p class="usage" id=${id}>
    <code>${command} ${parts.map(({ text, current }) => html`<span class=${current ? 'slot current' : 'slot'}>${text}</span> `)}</code>
    <span>${about}</span>
  </p>`;

function growWith(area) {
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight, 160)}px`;
}

function keepInHistory(line) {
  if (history.at(-1) !== line) history.push(line);
  history.splice(0, history.length - 50);
  remember('history', history);
}
