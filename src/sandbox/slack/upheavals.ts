import { bot, otherTeam, team } from '../world.ts';
import { CannotDo } from './errors.ts';
import { groupShape, userShape } from './shapes.ts';
import { removeMessage } from './speaking.ts';
import type { Desk } from './typing.ts';
import type { Channel } from './workspace.ts';

/** Tells the app of something that it may have subscribed to. */
export async function tellOfHappening(
  { workspace, delivery, events }: Desk,
  event: { type: string } & Record<string, unknown>,
): Promise<void> {
  workspace.changed({ what: 'views' });
  if (events.has(event.type)) await delivery.event({ ...event, event_ts: workspace.nextTs() });
}

/** What administrators and chance do to a workspace, and the events by which the app learns of it. */
export function createUpheavals(desk: Desk) {
  const { workspace, delivery, events } = desk;
  const happened = (event: { type: string } & Record<string, unknown>) => tellOfHappening(desk, event);

  async function changePerson(name: string, change: (user: ReturnType<typeof workspace.person>) => void): Promise<void> {
    const user = workspace.person(name);
    change(user);
    await happened({ type: 'user_change', user: userShape(user, true) });
  }

  function place(name: string): Channel {
    return workspace.channelFor(name, workspace.person(bot.name));
  }

  return {
    deactivate: (person: string, deactivated = true) =>
      changePerson(person, (user) => {
        user.deleted = deactivated;
      }),

    makeGuest: (person: string, guest: 'no' | 'multiChannel' | 'singleChannel' = 'multiChannel') =>
      changePerson(person, (user) => {
        user.guest = guest;
      }),

    rename: (person: string, to: { name?: string; displayName?: string; realName?: string; email?: string }) =>
      changePerson(person, (user) => {
        Object.assign(user, to);
      }),

    async setGroup(groupId: string, members: readonly string[]): Promise<void> {
      const group = workspace.groups.get(groupId) ?? [...workspace.groups.values()].find((one) => one.handle === groupId);
      if (group === undefined) throw new CannotDo(`There is no user group "${groupId}".`);
      group.members = members.map((member) => workspace.person(member).id);
      await happened({ type: 'subteam_updated', subteam: groupShape(group, true) });
    },

    async archive(name: string, archived = true): Promise<void> {
      const channel = place(name);
      channel.archived = archived;
      workspace.changed({ what: 'channels' });
      await happened({ type: archived ? 'channel_archive' : 'channel_unarchive', channel: channel.id, user: 'USLACKBOT' });
    },

    /** It is gone for good, and everything that was said in it. */
    async deleteChannel(name: string): Promise<void> {
      const channel = place(name);
      workspace.channels.delete(channel.id);
      workspace.changed({ what: 'channels' });
      await happened({ type: 'channel_deleted', channel: channel.id });
    },

    async renameChannel(name: string, to: string): Promise<void> {
      const channel = place(name);
      channel.name = to;
      workspace.changed({ what: 'channels' });
      await happened({ type: 'channel_rename', channel: { id: channel.id, name: to, created: 0 } });
    },

    /** Whoever is in it stays; everybody else no longer knows of it. */
    async makePrivate(name: string): Promise<void> {
      const channel = place(name);
      channel.isPrivate = true;
      workspace.changed({ what: 'channels' });
      const text = 'made this channel *private*. Now, it can only be viewed or joined by invitation.';
      const said = { type: 'message', subtype: 'channel_convert_to_private', text, user: 'USLACKBOT', channel: channel.id };
      const ts = workspace.nextTs();
      if (events.has('message.groups')) await delivery.event({ ...said, channel_type: 'group', ts, event_ts: ts });
    },

    /** Which takes a right that few have; the app is not told. */
    makePublic(name: string): void {
      place(name).isPrivate = false;
      workspace.changed({ what: 'channels' });
    },

    async leave(person: string, name: string): Promise<void> {
      const channel = place(name);
      const { id } = workspace.person(person);
      channel.members.delete(id);
      workspace.changed({ what: 'channels' });
      await happened({
        type: 'member_left_channel',
        user: id,
        channel: channel.id,
        channel_type: channel.isPrivate ? 'G' : 'C',
        team: team.id,
      });
    },

    async shareExternally(name: string, shared = true): Promise<void> {
      const channel = place(name);
      channel.sharedExternally = shared;
      await happened({ type: shared ? 'channel_shared' : 'channel_unshared', channel: channel.id, connected_team_id: otherTeam.id });
    },

    async removeBotFrom(name: string): Promise<void> {
      const channel = place(name);
      channel.members.delete(bot.userId);
      await happened({ type: 'channel_left', channel: channel.id });
    },

    async inviteBotTo(name: string): Promise<void> {
      const channel = place(name);
      channel.members.add(bot.userId);
      await happened({ type: 'member_joined_channel', user: bot.userId, channel: channel.id, channel_type: 'C', team: team.id });
    },

    /** Someone with the right to do so deletes a message. */
    async deleteMessage(name: string, ts: string): Promise<void> {
      const channel = place(name);
      const message = workspace.find(channel.id, ts);
      if (message === undefined) throw new CannotDo(`There is no message ${ts} in #${channel.name}.`);
      await removeMessage(desk, channel, message);
    },
  };
}
