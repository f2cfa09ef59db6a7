import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';

const botToken = 'xoxb-111111111111-222222222222-AbCdEfGh';
const appToken = 'xapp-1-A0SHIPMATE-333333333333-0123456789abcdef';
const signingSecret = '8f742231b10e8888abcd99abc33285a5';

const environmentOf = (raw: Record<string, string>) => {
  const read = readEnvironment(raw);
  if ('problems' in read) throw new Error(read.problems.join(' '));
  return read.environment;
};
const problemsOf = (raw: Record<string, string>) => {
  const read = readEnvironment(raw);
  return 'problems' in read ? read.problems : [];
};

describe('the environment', () => {
  it('is the sandbox when nothing is set, with the defaults of the contract', () => {
    expect(environmentOf({})).toEqual({
      mode: 'sandbox',
      database: { kind: 'embedded', directory: '.shipmate' },
      redisUrl: undefined,
      dataDirectory: '.shipmate',
      settingsPath: 'shipmate.yaml',
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(environmentOf({ SLACK_BOT_TOKEN: '', DATABASE_URL: '  ', PORT: '' })).toMatchObject({ mode: 'sandbox', port: 3000 });
  });

  it('opens the HTTP door with a signing secret', () => {
    expect(environmentOf({ SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, PORT: '0' })).toMatchObject({
      mode: 'slack',
      slack: { botToken, apiUrl: 'https://slack.com/api/', door: { kind: 'http', signingSecret } },
      github: { apiUrl: 'https://api.github.com', credential: undefined },
      port: 0,
    });
  });

  it('opens the socket door with an app token, also when both are there', () => {
    const environment = environmentOf({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret });
    expect(environment).toMatchObject({ slack: { door: { kind: 'socket', appToken } } });
  });

  it('ends the address of the Slack API with exactly one slash, and that of GitHub with none', () => {
    const environment = environmentOf({
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: 'http://127.0.0.1:9/api',
      GITHUB_API_URL: 'http://127.0.0.1:9/gh/',
    });
    expect(environment).toMatchObject({ slack: { apiUrl: 'http://127.0.0.1:9/api/' }, github: { apiUrl: 'http://127.0.0.1:9/gh' } });
  });

  it('prefers a GitHub App over a token, and reads a key whose line breaks are written out', () => {
    const privateKey = '-----BEGIN RSA PRIVATE KEY-----\\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX\\n-----END RSA PRIVATE KEY-----';
    const environment = environmentOf({
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      GITHUB_TOKEN: 'ghp_0123456789abcdef',
      GITHUB_APP_ID: '123',
      GITHUB_APP_PRIVATE_KEY: privateKey,
    });
    expect(environment).toMatchObject({
      github: { credential: { kind: 'app', appId: '123', privateKey: privateKey.replaceAll('\\n', '\n') } },
    });
  });

  it('tells every problem together, one sentence each', () => {
    expect(
      problemsOf({
        SLACK_BOT_TOKEN: 'xoxp-111111111111-222222222222',
        SLACK_API_URL: 'slack.com',
        GITHUB_APP_ID: '12',
        DATABASE_URL: 'mysql://localhost/shipmate',
        REDIS_URL: 'localhost:6379',
        PORT: '70000',
        HOST: 'not a host',
        LOG_LEVEL: 'loud',
      }),
    ).toEqual([
      'SLACK_BOT_TOKEN does not start with xoxb-.',
      'SLACK_API_URL is not an address such as https://slack.com/api/.',
      'DATABASE_URL is not an address such as postgres://shipmate@db.acme.dev/shipmate.',
      'REDIS_URL is not an address such as redis://redis.acme.dev:6379.',
      'PORT is not a port number: the highest is 65535.',
      'HOST is not a host name or address.',
      'LOG_LEVEL is not one of trace, debug, info, warn, error, fatal and silent.',
      'SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode) is missing: one of them lets Slack in.',
      'GITHUB_APP_PRIVATE_KEY is missing: GITHUB_APP_ID needs it.',
    ]);
  });

  it.each([
    ['xoxb-your-token'],
    ['xoxb-...'],
    ['xoxb-…'],
    ['<your bot token>'],
    ['changeme'],
    ['xoxb-xxxxxxxxxxxx'],
    ['xoxb-example-token'],
    ['xoxb-token'],
    ['todo'],
  ])('refuses the placeholder %s and does not repeat it', (placeholder) => {
    const problems = problemsOf({ SLACK_BOT_TOKEN: placeholder, SLACK_SIGNING_SECRET: signingSecret });
    expect(problems).toEqual(['SLACK_BOT_TOKEN still holds a placeholder: put the real secret there, or leave it out.']);
  });

  it.each([
    ['SLACK_SIGNING_SECRET', 'abc123', 'is too short to be real.'],
    ['SLACK_SIGNING_SECRET', '8f742231b10e 8888abcd99abc33285a5', 'has a space in it.'],
    ['SLACK_APP_TOKEN', botToken, 'does not start with xapp-.'],
    ['GITHUB_APP_PRIVATE_KEY', 'MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEXMIIBOgIBAAJBAKj34GkxFhD90vcN', 'is not a private key in PEM form.'],
  ])('refuses %s=%s', (name, text, say) => {
    const problems = problemsOf({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, [name]: text });
    expect(problems).toContain(`${name} ${say}`);
    expect(problems.join(' ')).not.toContain(text);
  });

  it('takes a database behind a Unix socket, and no password from a template', () => {
    const socket = 'postgresql://shipmate:secret@%2Fvar%2Frun%2Fpostgresql:5432/shipmate';
    expect(environmentOf({ DATABASE_URL: socket })).toMatchObject({ database: { kind: 'given', url: socket } });
    expect(problemsOf({ DATABASE_URL: 'postgres://shipmate:<password>@db:5432/x', REDIS_URL: 'redis://:changeme@r:6379' })).toEqual([
      'DATABASE_URL still holds a placeholder for its password: put the real one there.',
      'REDIS_URL still holds a placeholder for its password: put the real one there.',
    ]);
  });

  it('wants a bot token beside the other Slack secrets', () => {
    expect(problemsOf({ SLACK_APP_TOKEN: appToken })).toEqual(['SLACK_BOT_TOKEN is missing: without it nothing can be said in Slack.']);
  });

  it('wants the kubeconfig to be there', () => {
    const raw = { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, KUBECONFIG: '/nowhere/config' };
    expect(problemsOf(raw)).toEqual(['KUBECONFIG names /nowhere/config, and no such file is there.']);
  });

  it('leaves Slack, GitHub and the cluster alone when the sandbox is asked for', () => {
    const raw = { SLACK_BOT_TOKEN: 'changeme', GITHUB_APP_ID: 'x', KUBECONFIG: '/nowhere/config', PORT: '0' };
    expect(readEnvironment(raw, 'sandbox')).toMatchObject({ environment: { mode: 'sandbox', port: 0 } });
  });
});
