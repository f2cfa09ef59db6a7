import { expect, it } from 'vitest';
import { parseSettings } from '../../src/config/file.ts';
import { sandboxSettings } from '../../src/sandbox/settings.ts';

const yaml = sandboxSettings('127.0.0.1:5000');
const saidOf = (tickets: string) => {
  const parsed = parseSettings(yaml.replace(/^tickets: \{/m, `tickets: { ${tickets},`), 'shipmate.yaml');
  return ('problems' in parsed ? parsed.problems : parsed.warnings).map(({ say }) => say);
};

it('an alias is no service of another repository', () => {
  expect(saidOf('aliases: { web: acme/storefront, checkout: acme/checkout }')).toEqual([]);
  expect(saidOf('aliases: { checkout: acme/storefront }')).toEqual([
    'tickets.aliases.checkout means acme/storefront, and the service checkout is in acme/checkout.',
  ]);
  expect(saidOf('aliases: { web: storefront }')).toHaveLength(1);
  expect(saidOf('digest: { channels: [checkout] }')).toHaveLength(1);
});

it('whose turn it is are people', () => {
  expect(saidOf('roundRobin: { acme/checkout: [ana-ruiz, bokafor] }')).toEqual([]);
  expect(saidOf('roundRobin: { acme/checkout: [ana-ruis] }')).toEqual([
    'tickets.roundRobin.acme/checkout: "ana-ruis" is the GitHub login of nobody in people; did you mean "ana-ruiz"?',
  ]);
});
