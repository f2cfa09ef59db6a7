import { html, useEffect, useLayoutEffect, useRef, useState } from './html.js';
import { icon } from './icons.js';

const nearPx = 48;

/**
 * A list that grows at its end. Someone who reads the end stays there; someone who scrolled up is left in peace and told that more came.
 * Give it a `key` per place, so that each place starts at its end.
 */
export function Log({ label, count, children }) {
  const box = useRef();
  const stuck = useRef(true);
  const [more, setMore] = useState(false);

  // Asked before the new messages are drawn: a scroll that the browser has not told of yet counts too.
  if (box.current) stuck.current = isNearEnd(box.current);
  useLayoutEffect(() => {
    if (stuck.current) toEnd(box.current);
  });
  useEffect(() => {
    if (!stuck.current) setMore(true);
  }, [count]);
  useEffect(() => {
    const element = box.current;
    const watcher = new ResizeObserver(() => stuck.current && toEnd(element));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  const scrolled = ({ currentTarget }) => {
    stuck.current = isNearEnd(currentTarget);
    if (stuck.current) setMore(false);
  };

  return html`<div class="log-frame">
    <div class="log-box" ref=${box} onScroll=${scrolled} tabindex="0" role="log" aria-live="polite" aria-relevant="additions" aria-label=${label}>
      <ol class="log">${children}</ol>
    </div>
    ${
      more &&
      html`<button
        type="button"
        class="more"
        onClick=${() => {
          toEnd(box.current);
          box.current.focus();
        }}
      >
        ${icon.down} New messages
      </button>`
    }
  </div>`;
}

const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < nearPx;

function toEnd(element) {
  element.scrollTop = element.scrollHeight;
}
