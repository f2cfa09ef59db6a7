import { listed, type PublicState } from './status-page.ts';

/** Words for people outside that were agreed on in quieter days. */
export interface Template {
  text: string;
  state?: PublicState | undefined;
}

/** One for each state; a company may word them itself, and add others. */
export const usualTemplates: Readonly<Record<PublicState, Template>> = {
  investigating: {
    state: 'investigating',
    text: 'We are looking into a problem with {components}, which began at {began}. We will tell more as soon as we know more.',
  },
  identified: { state: 'identified', text: 'We know what the problem with {components} comes from, and are putting it right.' },
  monitoring: { state: 'monitoring', text: 'The problem with {components} is mended. We are watching whether it stays so.' },
  resolved: { state: 'resolved', text: 'The problem with {components} is over. We are sorry for the trouble.' },
};

export const templatesOf = (own: Readonly<Record<string, Template>>): Record<string, Template> => ({ ...usualTemplates, ...own });

/** What a template may leave open. */
export const blanks = ['components', 'began'] as const;
type Blank = (typeof blanks)[number];
const blank = /\{(\w+)\}/g;

export const unknownBlanks = (text: string): string[] =>
  [...text.matchAll(blank)].map(([, name = '']) => name).filter((name) => !blanks.some((one) => one === name));

export function filledIn(text: string, { components, startedAt }: { components: readonly string[]; startedAt: string }): string {
  const said: Readonly<Record<string, string>> & Record<Blank, string> = {
    components: components.length === 0 ? 'our services' : listed(components),
    began: `${startedAt.slice(11, 16)} UTC`,
  };
  return text.replace(blank, (whole, name: string) => (Object.hasOwn(said, name) ? (said[name] ?? whole) : whole));
}
