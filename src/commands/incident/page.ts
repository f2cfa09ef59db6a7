import { z } from 'zod';
import { serviceNamed } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import { IncidentArgument } from '../arguments.ts';
import { defineIncidentChange } from './define.ts';
import { asWritten } from './write.ts';

const reference = /^<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+))(?:\|[^>]*)?>$/;

export const pageSomebody = defineIncidentChange({
  name: 'incident page',
  about: 'Call somebody who is needed: people, user groups, or a service, which stands for its owners',
  usage: '<who...> [--in <incident>]',
  args: z.object({ who: z.string().max(500).describe('a service, @somebody or @a-group'), in: IncidentArgument.optional() }),
  whose: 'responder',
  async change(incident, asked) {
    const words = asked.args.who.split(/[\s,]+/).filter(Boolean);
    const who = [...new Set(words.flatMap((word) => calledBy(word, asked.settings)))];
    const text = `calls ${await asWritten(asked, words.join(', '))}`;
    return {
      next: { ...incident, errands: [...incident.errands, { kind: 'page', who, by: asked.actor.name }] },
      line: { kind: 'page', text },
      say: text.replace('calls', 'calling'),
    };
  },
});

/** People and user groups. @throws Refusal: a service that nobody owns, or none at all */
function calledBy(word: string, settings: Settings): readonly string[] {
  const [, userId, groupId] = reference.exec(word) ?? [];
  const named = userId ?? groupId;
  if (named !== undefined) return [named];
  const { owners } = serviceNamed(settings, word.toLowerCase());
  if (owners.length === 0)
    throw new Refusal('bad_arguments', `Nobody owns \`${word}\`: an admin can set \`owners\` in shipmate.yaml. Name somebody with @.`);
  return owners;
}
