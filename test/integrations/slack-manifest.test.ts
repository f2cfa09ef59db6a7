import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { slackManifest } from '../../src/integrations/slack/manifest.ts';

const menu = [{ root: 'deploy', usageHint: '<service> <version> [to <environment>]', about: 'Roll a version out' }];

it('lists the menu’s commands, with people and channels as ids', () => {
  expect(parse(slackManifest(menu, [], 'https://bot.example.com')).features.slash_commands).toEqual([
    {
      command: '/deploy',
      url: 'https://bot.example.com/slack/events',
      description: 'Roll a version out',
      usage_hint: '<service> <version> [to <environment>]',
      should_escape: true,
    },
  ]);
});

it('sends everything to one address', () => {
  const { settings } = parse(slackManifest(menu, [], 'https://bot.example.com/'));
  expect(settings).toMatchObject({
    socket_mode_enabled: false,
    interactivity: { is_enabled: true, request_url: 'https://bot.example.com/slack/events' },
    event_subscriptions: { request_url: 'https://bot.example.com/slack/events' },
  });
});

it('needs no address over Socket Mode', () => {
  const text = slackManifest(menu, [], undefined);
  expect(parse(text).settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
  expect(text).not.toContain('url');
});

it('lets people be told something in their own conversation with the bot, and ask there', () => {
  expect(parse(slackManifest(menu, [], undefined)).features.app_home).toEqual({
    home_tab_enabled: false,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: false,
  });
});

it('asks for no user token, and for no right to join, delete or know addresses', () => {
  const { oauth_config: rights } = parse(slackManifest(menu, [], undefined));
  expect(Object.keys(rights.scopes)).toEqual(['bot']);
  expect(rights.scopes.bot).toContain('chat:write');
  expect(rights.scopes.bot.join(' ')).not.toMatch(/join|admin|email|users:write/);
});

it('offers the menu’s shortcuts, on messages and everywhere', () => {
  const shortcuts = [
    { title: 'Create ticket', about: 'Raise an issue', on: 'message', command: 'ticket from' },
    { title: 'New ticket', about: 'x'.repeat(200), on: 'anywhere', command: 'ticket new' },
  ] as const;
  expect(parse(slackManifest(menu, shortcuts, undefined)).features.shortcuts).toEqual([
    { name: 'Create ticket', type: 'message', callback_id: 'ticket from', description: 'Raise an issue' },
    { name: 'New ticket', type: 'global', callback_id: 'ticket new', description: 'x'.repeat(150) },
  ]);
});
