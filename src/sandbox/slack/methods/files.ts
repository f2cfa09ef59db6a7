import { z } from 'zod';
import { bot } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { fileShape } from '../shapes.ts';
import { defineMethod, type Method } from '../web-api.ts';
import { channelNamed, jsonArg } from './args.ts';

const Uploaded = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** Files as bots send them: room is asked for, the bytes are sent there, and only then is the file shown to anybody. */
export const files: Record<string, Method> = {
  'files.getUploadURLExternal': defineMethod({
    tier: 'tier4',
    scope: 'files:write',
    args: z.object({ filename: z.string().min(1), length: z.coerce.number().int().min(1) }),
    run({ filename, length }, { workspace }) {
      const file = workspace.announceFile({ name: filename, length, user: bot.userId });
      return { upload_url: `${workspace.fileHost()}/upload/v1/${file.id}`, file_id: file.id };
    },
  }),

  'files.completeUploadExternal': defineMethod({
    tier: 'tier4',
    scope: 'files:write',
    args: z.object({
      files: z.unknown(),
      channel_id: z.string().optional(),
      thread_ts: z.string().optional(),
      initial_comment: z.string().default(''),
    }),
    run({ files: given, channel_id: where, thread_ts: threadTs, initial_comment: text }, { workspace }) {
      const parsed = Uploaded.safeParse(jsonArg(given, 'invalid_arguments'));
      if (!parsed.success) throw new SlackError('invalid_arguments');
      const stored = parsed.data.map(({ id, title }) => {
        const file = workspace.files.get(id);
        if (file?.bytes === undefined) throw new SlackError('file_not_found');
        return { file, title: title ?? file.name };
      });
      const channel = where === undefined ? undefined : channelNamed(workspace, where);
      if (channel?.archived) throw new SlackError('is_archived');
      if (channel !== undefined && !channel.members.has(bot.userId)) throw new SlackError('not_in_channel');
      if (channel !== undefined && threadTs !== undefined && workspace.find(channel.id, threadTs) === undefined)
        throw new SlackError('thread_not_found');
      for (const { file, title } of stored) Object.assign(file, { title, completed: true });
      const ids = stored.map(({ file }) => file.id);
      if (channel !== undefined) workspace.post({ channel: channel.id, user: bot.userId, botId: bot.botId, text, threadTs, files: ids });
      return { files: stored.map(({ file }) => ({ id: file.id, title: file.title })) };
    },
  }),

  'files.info': defineMethod({
    tier: 'tier4',
    scope: 'files:read',
    args: z.object({ file: z.string() }),
    run({ file: id }, { workspace }) {
      const file = fileShape(workspace, id);
      if (file === undefined) throw new SlackError('file_not_found');
      return { file, comments: [], response_metadata: { next_cursor: '' } };
    },
  }),

  'files.delete': defineMethod({
    tier: 'tier3',
    scope: 'files:write',
    args: z.object({ file: z.string() }),
    run({ file: id }, { workspace }) {
      const file = workspace.files.get(id);
      if (file === undefined) throw new SlackError('file_not_found');
      if (file.user !== bot.userId) throw new SlackError('cant_delete_file');
      workspace.files.delete(id);
      for (const channel of workspace.channels.values())
        if (workspace.inChannel(channel.id).some(({ files }) => files?.includes(id)))
          workspace.changed({ what: 'messages', channel: channel.id });
      return {};
    },
  }),
};
