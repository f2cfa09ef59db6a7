import type { Method } from '../web-api.ts';
import { app } from './app.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { marks } from './marks.ts';
import { people } from './people.ts';
import { viewMethods } from './views.ts';

/** The part of the Web API that the double knows; anything else is `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = { ...app, ...chat, ...conversations, ...marks, ...people, ...viewMethods };
