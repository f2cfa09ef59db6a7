import type { Workspace } from './workspace.ts';

/**
 * What Slack makes of what a person typed: `& < >` escaped, names turned into ids, links bracketed. A slash command with
 * `should_escape` carries labels (`<@U0ANA|ana>`), a message only ids (`<@U0ANA>`).
 */
export function escapeTyped(text: string, workspace: Workspace, labels: boolean): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .replace(/(^|[\s(])(https?:\/\/[^\s"“”]+)/g, '$1<$2>')
    .replace(/(^|[\s("“])([@#])([a-z0-9][a-z0-9._-]*)/gi, (whole, before: string, mark: string, rest: string) => {
      const name = rest.replace(/[._-]+$/, '');
      const linked = mark === '#' ? channelLink(name, workspace) : personLink(name, workspace, labels);
      return linked === undefined ? whole : `${before}${linked}${rest.slice(name.length)}`;
    });
}

function channelLink(name: string, workspace: Workspace): string | undefined {
  const channel = [...workspace.channels.values()].find((one) => one.directWith === undefined && one.name === name.toLowerCase());
  return channel && `<#${channel.id}|${channel.name}>`;
}

function personLink(name: string, workspace: Workspace, labels: boolean): string | undefined {
  const handle = name.toLowerCase();
  if (['channel', 'here', 'everyone'].includes(handle)) return `<!${handle}>`;
  const user = [...workspace.users.values()].find((one) => one.name === handle);
  if (user !== undefined) return labels ? `<@${user.id}|${user.name}>` : `<@${user.id}>`;
  const group = [...workspace.groups.values()].find((one) => one.handle === handle);
  return group && (labels ? `<!subteam^${group.id}|@${group.handle}>` : `<!subteam^${group.id}>`);
}
