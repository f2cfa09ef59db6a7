import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, wrongName } from '../complaint.ts';

/** An emoji is chosen for what can be asked for by one. */
export const checkReactions = ({ reactions }: Settings, byEmoji: readonly string[]): Complaint[] =>
  Object.keys(reactions)
    .filter((command) => !byEmoji.includes(command))
    .map((command) => wrongName(['reactions', command], `"${command}" is not asked for by an emoji${orNearest(command, byEmoji)}`));
