import htm from './lib/htm.mjs';
import { h } from './lib/preact.mjs';

/** Markup as tagged templates. Whatever is filled in becomes a text node or an attribute, never HTML. */
export const html = htm.bind(h);

export { useEffect, useId, useLayoutEffect, useReducer, useRef, useState } from './lib/hooks.mjs';
export { render } from './lib/preact.mjs';
