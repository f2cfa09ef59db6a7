import type { Subscription } from './subscription.ts';

/** Subscriptions as shipmate.yaml has them, line by line. */
export const yamlOf = (subscriptions: readonly Subscription[]): string[] => ['builds:', ...subscriptions.map(entry)];

function entry({ repo, workflow, branch, channel, notify }: Subscription): string {
  const parts = { repo, ...(workflow !== undefined && { workflow }), ...(branch !== undefined && { branch }), channel, notify };
  return `  - { ${Object.entries(parts)
    .map(([name, value]) => `${name}: ${isPlain(value) ? value : JSON.stringify(value)}`)
    .join(', ')} }`;
}

/** YAML reads it as the text it is: neither as a number nor as yes or no. */
const isPlain = (text: string): boolean => /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
