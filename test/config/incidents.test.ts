import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/config/file.ts';
import { sandboxSettings } from '../../src/sandbox/settings.ts';

const yaml = sandboxSettings('127.0.0.1:5000');
const problemsOf = (text: string) => {
  const parsed = parseSettings(text, 'shipmate.yaml');
  return 'problems' in parsed ? parsed.problems.map(({ say }) => say) : parsed.warnings.map(({ say }) => say);
};

describe('the settings of incidents', () => {
  it('are complete in the sandbox', () => expect(problemsOf(yaml)).toEqual([]));

  it('name a channel where somebody may declare one', () => {
    expect(problemsOf(yaml.replace(/incidents: C0INCIDENTS, /, ''))).toEqual([
      'channels.incidents is missing: no incident can be declared until it names a channel.',
    ]);
  });

  it('say nothing to people outside that leads nowhere', () => {
    const incidents = (more: string) => problemsOf(yaml.replace('incidents: {', `incidents: { ${more},`))[0];
    expect(incidents('templates: { delay: { text: "Late since {begun}." } }')).toBe(
      'incidents.templates.delay: "{begun}" is never filled in; did you mean "began"?',
    );
    expect(incidents('audiences: { everyone: { webhooks: [] } }')).toContain('"everyone" reads incidents.statusPage');
    expect(incidents('audiences: { partners: { statusPage: { repo: acme/status } } }')).toContain("somebody else's page stands there");
    expect(problemsOf(yaml.replace('checkout: Checkout', 'chekout: Checkout'))[0]).toContain('did you mean "checkout"?');
  });

  it('know who can be invited, which severities there are, and where deploys may wait', () => {
    expect(problemsOf(yaml.replace('owners: [ S0CHECKOUT ]', 'owners: [ checkout-team ]'))[0]).toContain(
      '"checkout-team" is neither a Slack user group',
    );
    expect(problemsOf(yaml.replace('onCall: S0ONCALL', 'onCall: oncall'))[0]).toContain('is not a Slack user group id');
    expect(problemsOf(yaml.replace('onCall: S0ONCALL', 'channelFor: [7]'))).toHaveLength(1);
    expect(problemsOf(yaml.replace('onCall: S0ONCALL', 'freeze: sometimes'))).toHaveLength(1);
  });
});
