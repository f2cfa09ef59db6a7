import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/config/file.ts';

const contract = readFileSync('test/fixtures/settings/contract.yaml', 'utf8');
const company = readFileSync('shipmate.example.yaml', 'utf8');

const told = (text: string) => {
  const parsed = parseSettings(text, 'shipmate.yaml');
  return 'problems' in parsed ? parsed.problems.map(({ line, column, say }) => `${line}:${column} ${say}`) : [];
};
const says = (text: string) => told(text).map((line) => line.replace(/^\S+ /, ''));

/** The company's settings with one passage written differently. */
const havingWritten = (passage: string, instead: string) => {
  expect(company).toContain(passage);
  return company.replace(passage, instead);
};

describe('the example of the contract', () => {
  const parsed = parseSettings(contract, 'config/shipmate.yaml');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));

  it('is read whole', () => {
    expect(parsed.settings.people[1]).toEqual({ name: 'Ben Okafor', slack: ['U0BEN'], github: 'bokafor', roles: ['deployer', 'approver'] });
    expect(parsed.settings.environments.production).toMatchObject({ protected: true, after: 'staging', approvals: 1, bake: 60_000 });
    expect(parsed.settings.services.checkout?.targets.production).toMatchObject({ driver: 'kubernetes', container: 'app' });
  });

  it('knows the line of a role', () => {
    expect(parsed.whereIs('reporter')).toBe('shipmate.yaml:9');
    expect(parsed.whereIs('admin')).toBe('shipmate.yaml:13');
  });

  it('says what it does not serve yet, and is not stopped by it', () => {
    expect(parsed.warnings.map(({ line, say }) => `${line} ${say}`)).toEqual([
      '25 services.checkout depends on "payments", which is not a service here.',
      '28 services.checkout.targets.production.strategy is read and not used yet: the rollout goes out in one step.',
    ]);
  });
});

describe('the files that ship', () => {
  const shipped = ['shipmate.example.yaml', ...readdirSync('presets').map((name) => `presets/${name}`)];
  it.each(shipped)('%s is valid and warns of nothing', (path) => {
    expect(parseSettings(readFileSync(path, 'utf8'), path)).toMatchObject({ warnings: [] });
  });

  it('are the example and the two presets', () => {
    expect(shipped).toEqual(['shipmate.example.yaml', 'presets/enterprise.yaml', 'presets/startup.yaml']);
  });
});

describe('what is not YAML', () => {
  it.each([
    ['an empty file', '', '1:1 The file needs "channels".'],
    ['a list', '- one', '1:1 The file is not a group of settings.'],
    ['a name twice', 'roles: {}\nroles: {}', '2:1 This name stands here twice: keep one of them.'],
    ['a tab', 'roles:\n\treporter: []', '2:1 A tab cannot indent: use spaces.'],
    ['an open bracket', 'people: [ {', '1:12 A quote, a bracket or a brace is opened and not closed.'],
    ['an open quote', 'a: "b', '1:6 A quote, a bracket or a brace is opened and not closed.'],
    ['a colon too many', 'a: b: c', '1:4 A colon and a space stand where a value goes on: put the value in quotes, or start a new line.'],
    ['a tag', 'a: !ruby/object 1', '1:4 Tags such as !this are not understood: write the value plainly.'],
    ['a known tag', 'a: !!binary aGk=', '1:13 Tags such as !this are not understood: write the value plainly.'],
    ['an alias of nothing', 'a: *b', '1:4 *b is used, and no &b stands before it.'],
    ['two documents', 'a: 1\n---\nb: 2', '2:1 A second document starts here: the settings are one document.'],
    ['a list as a name', '[a]: 1', '1:1 A name is a single word, not a list or a group.'],
    ['a name that is none', '__proto__: { admin: true }', '1:1 "__proto__" is not a name.'],
    ['a file without end', `# ${'x'.repeat(1_100_000)}`, '1:1 The file is larger than one megabyte.'],
  ])('%s', (_, text, say) => {
    expect(told(text)).toContain(say);
  });

  it('does not follow anchors that multiply', () => {
    const rounds = [...'abcdefgh'].map(
      (name, index, names) => `${names[index + 1] ?? 'z'}: &${names[index + 1] ?? 'z'} [${Array(9).fill(`*${name}`).join(', ')}]`,
    );
    expect(told(['a: &a [x, x, x, x, x, x, x, x, x]', ...rounds].join('\n'))).toEqual([
      '1:1 The anchors of the file repeat one another without end.',
    ]);
  });

  it('understands anchors and merges that are used decently', () => {
    const text = havingWritten(
      'targets:\n      staging:    { driver: kubernetes, deployment: payments, container: app }',
      'targets:\n      staging: &payments { driver: kubernetes, deployment: payments, container: app }',
    ).replace('production: { driver: kubernetes, deployment: payments, container: app }', 'production: { <<: *payments, container: main }');
    const parsed = parseSettings(text, 'shipmate.yaml');
    expect(parsed).toMatchObject({
      settings: { services: { payments: { targets: { production: { deployment: 'payments', container: 'main' } } } } },
    });
  });
});

describe('what does not fit the settings', () => {
  it('is told all together, in the order of the file, each with its line and column', () => {
    expect(
      told(`channels: { deploys: nope, inzidents: C0AAA }
people:
  - { name: Ana, slak: U0ANA, roles: [] }
  - { name: 5, slack: [U0ANA, 7], email: a }
groups: [ { slackGroup: x, roles: [] }, foo ]
roles: { deployer: [], "Bad Role": [a] }
environments:
  staging: { cluster: { context: acme }, bake: 60, protected: yes, approvals: 9, freezes: [ { from: Friday, to: Mon 08:00, timezone: Mars, reason: x } ] }
services:
  Check_Out: {}
  checkout: { repo: x, image: , channel: C0CHECKOUT, targets: { staging: { driver: argo, deployment: checkout, continer: app } } }
builds: [ { repo: a/b, channel: C0BB, notify: failure } ]
`),
    ).toEqual([
      '1:22 channels.deploys "nope" is not a Slack channel id such as C0DEPLOYS.',
      '1:28 channels.inzidents is not a setting; did you mean "incidents"?',
      '3:5 people[0] needs "slack".',
      '3:18 people[0].slak is not a setting; did you mean "slack"?',
      '3:38 people[0].roles is empty: name a role, or leave it out.',
      '4:13 people[1].name 5 is not a text.',
      '4:31 people[1].slack[1] 7 is not a text.',
      '4:42 people[1].email "a" is not an e-mail address.',
      '5:25 groups[0].slackGroup "x" is not a Slack user group id such as S0ONCALL.',
      '5:35 groups[0].roles is empty.',
      '5:41 groups[1] "foo" is not a group of settings.',
      '6:20 roles.deployer grants nothing: leave the role out, or say what it may do.',
      '6:24 roles: "Bad Role" is not a role name.',
      '8:14 environments.staging.cluster needs "namespace".',
      '8:48 environments.staging.bake 60 is not a text.',
      '8:63 environments.staging.protected "yes" is neither true nor false.',
      '8:79 environments.staging.approvals 9 is too big: the most is 5.',
      '8:101 environments.staging.freezes[0].from "Friday" is not a moment of the week such as "Fri 16:00".',
      '8:134 environments.staging.freezes[0].timezone "Mars" is not a time zone such as Europe/London.',
      '10:3 services: "Check_Out" is not a name: use small letters, digits and dashes.',
      '11:21 services.checkout.repo "x" is not a repository such as acme/checkout.',
      '11:24 services.checkout.image is left empty.',
      '11:65 services.checkout.targets.staging needs "container".',
      '11:84 services.checkout.targets.staging.driver "argo" is not a driver: only kubernetes exists.',
      '11:112 services.checkout.targets.staging.continer is not a setting; did you mean "container"?',
      '12:47 builds[0].notify "failure" is not one of failures, changes, all; did you mean "failures"?',
    ]);
  });

  it('is told beside what is wrong with all the rest, and nothing that only looks wrong without it', () => {
    expect(
      told(`channels: { deploys: nope }
people:
  - { name: Ana, slack: U0ANA, roles: [deployer, nobody] }
roles: { deployer: ["deploy:*/*", "@ghost", "deploy:staging/checkout"], reader: [] }
environments:
  staging: { cluster: { context: acme }, bake: 60s }
  production: { cluster: { context: acme, namespace: shop }, after: staging }
services:
  status: { repo: x, image: acme/status, channel: C0STATUS, defaultEnvironment: staging, targets: { staging: { driver: kubernetes, deployment: a, container: b } } }
  checkout: { image: "acme/checkout:latest", channel: C0CHECKOUT, defaultEnvironment: staging, targets: { production: { driver: kubernetes, deployment: a } } }
`),
    ).toEqual([
      '1:22 channels.deploys "nope" is not a Slack channel id such as C0DEPLOYS.',
      '3:50 people[0].roles[1]: there is no role called "nobody".',
      '4:35 roles.deployer[1]: there is no role called "ghost".',
      '4:81 roles.reader grants nothing: leave the role out, or say what it may do.',
      '6:14 environments.staging.cluster needs "namespace".',
      '9:3 A service may not be called "status": /deploy status means something else.',
      '9:19 services.status.repo "x" is not a repository such as acme/checkout.',
      '10:22 services.checkout.image "acme/checkout:latest" is not an image such as registry.acme.dev/shop/checkout, without a tag.',
      '10:107 services.checkout.targets.production needs "container".',
    ]);
  });

  it('never shows the words of zod', () => {
    const texts = [
      'channels: 1',
      'channels: []',
      'people: {}',
      'roles: [1]',
      'environments: x',
      'services: null',
      'builds: [1]',
      'tickets: 5',
      '5',
      'null',
      '""',
    ];
    for (const say of texts.flatMap(says)) expect(say).not.toMatch(/invalid|expected|received|unrecognized|too small|input/i);
  });
});

describe('what the parts of the file say about one another', () => {
  it.each([
    [
      'an unknown role of a person',
      '[deployer, approver]',
      '[deployer, aprover]',
      'people[1].roles[1]: there is no role called "aprover"; did you mean "approver"?',
    ],
    [
      'an unknown role of a group',
      'S0ONCALL, roles: [commander]',
      'S0ONCALL, roles: [captain]',
      'groups[0].roles[0]: there is no role called "captain".',
    ],
    [
      'an unknown role taken in',
      '"@approver", "@commander"',
      '"@aprover"',
      'roles.admin[1]: there is no role called "aprover"; did you mean "approver"?',
    ],
    [
      'a circle of roles',
      '"read:*/*" ]',
      '"read:*/*", "@admin" ]',
      'Roles take in one another in a circle: @reporter → @admin → @approver → @deployer → @reporter.',
    ],
    [
      'a grant that cannot be read',
      '"lock:*/*"',
      '"lock:*"',
      '"lock:*" is not a grant: write "verb", "verb:environment/service" or "@role".',
    ],
    ['an everything that is not a grant', '"lock:*/*"', '"*"', '"*" is not a grant: write "verb", "verb:environment/service" or "@role".'],
    [
      'an unknown environment in a grant',
      '"lock:*/*"',
      '"lock:stagin/*"',
      '"lock:stagin/*": there is no environment called "stagin"; did you mean "staging"?',
    ],
    [
      'an unknown service in a grant',
      '"lock:*/*"',
      '"lock:*/chekout"',
      '"lock:*/chekout": there is no service called "chekout"; did you mean "checkout"?',
    ],
    [
      'an account of two people',
      'slack: U0BEN',
      'slack: [U0BEN, U0ANA]',
      '"U0ANA" is given to Ana Ruiz and to Ben Okafor: an account belongs to one person.',
    ],
    [
      'a login of two people',
      'github: bokafor',
      'github: Ana-Ruiz',
      '"Ana-Ruiz" is given to Ana Ruiz and to Ben Okafor: an account belongs to one person.',
    ],
    [
      'an unknown environment before it',
      'after: staging',
      'after: stage',
      'environments.production.after: there is no environment called "stage".',
    ],
    [
      'a circle of environments',
      'after: staging',
      'after: production',
      'Environments come after one another in a circle: production → production.',
    ],
    [
      'an unknown usual environment',
      'defaultEnvironment: staging\n    owners',
      'defaultEnvironment: stagin\n    owners',
      'services.checkout.defaultEnvironment: there is no environment called "stagin"; did you mean "staging"?',
    ],
    [
      'a target in an unknown environment',
      'staging:    { driver: kubernetes, deployment: checkout',
      'stagin:    { driver: kubernetes, deployment: checkout',
      'services.checkout.targets: there is no environment called "stagin"; did you mean "staging"?',
    ],
    [
      'a usual environment without a target',
      'staging:    { driver: kubernetes, deployment: checkout, container: app }\n',
      '',
      'services.checkout.defaultEnvironment is staging, and it has no target there.',
    ],
    [
      'a service named like a sub-command',
      '  payments:\n',
      '  history:\n',
      'A service may not be called "history": /deploy history means something else.',
    ],
    [
      'a circle of services',
      'image: registry.acme.dev/shop/payments',
      'image: registry.acme.dev/shop/payments\n    dependsOn: [checkout]',
      'Services depend on one another in a circle: checkout → payments → checkout.',
    ],
    [
      'an image with a tag',
      'shop/payments',
      'shop/payments:v1',
      'services.payments.image "registry.acme.dev/shop/payments:v1" is not an image such as registry.acme.dev/shop/payments, without a tag.',
    ],
    [
      'an image with a scheme',
      'registry.acme.dev/shop/payments',
      'https://registry.acme.dev/shop/payments',
      'services.payments.image "https://registry.acme.dev/shop/payments" is not an image such as registry.acme.dev/shop/payments, without a tag.',
    ],
    [
      'one container in two lanes',
      'deployment: payments, container: app }\n      production',
      'deployment: checkout, container: app }\n      production',
      "checkout/staging and payments/staging are the same container: they would undo each other's deploys.",
    ],
    [
      'a name every object has',
      'payments:\n    repo',
      'constructor:\n    repo',
      'services: "constructor" cannot be a name, because every object has one.',
    ],
  ])('refuses %s', (_, passage, instead, say) => {
    expect(says(havingWritten(passage, instead))).toContain(say);
  });

  it('refuses a service without a target, settings without roles and without environments', () => {
    const bare = 'channels: { deploys: C0DEPLOYS }\nroles: {}\nenvironments: {}\nservices: { web: { image: acme/web, channel: C0WEB } }';
    expect(told(bare)).toEqual([
      '2:1 roles is empty: nobody could do anything.',
      '3:1 environments is empty: there is nowhere to deploy to.',
      '4:13 services.web has no target: say where it runs under "targets".',
    ]);
  });

  it('warns of grants that allow nothing', () => {
    const parsed = parseSettings(havingWritten('"lock:*/*"', '"deploy", "delpoy:*/*"'), 'shipmate.yaml');
    expect('warnings' in parsed && parsed.warnings.map(({ say }) => say)).toEqual([
      '"deploy" allows nothing without a place: write "deploy:*/*" for everywhere.',
      '"delpoy:*/*" allows nothing: no command asks for "delpoy"; did you mean "deploy"?',
    ]);
  });
});
