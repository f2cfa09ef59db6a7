import type { Command } from '../pipeline/command.ts';
import { shortcutsOf } from '../pipeline/gestures.ts';
import type { OfferedShortcut } from './slack/index.ts';

/** The shortcuts of the menu, as an operator has entered them into Slack by the manifest. */
export const shortcutsInSlack = (commands: readonly Command[]): OfferedShortcut[] =>
  shortcutsOf(commands).map(({ title, on, command }) => ({ title, on, callbackId: command }));
