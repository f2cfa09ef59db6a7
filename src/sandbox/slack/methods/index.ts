import type { Method } from '../web-api.ts';
import { app } from './app.ts';
import { channels } from './channels.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { marks } from './marks.ts';
import { people } from './people.ts';
import { viewMethods } from './views.ts';

/** The part of the Web API that the double knows; anything else is `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
  ...app,
  ...channels,
  ...chat,
  ...conversations,
  ...files,
  ...marks,
  ...people,
  ...viewMethods,
};
