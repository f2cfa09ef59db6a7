import type { WebClient } from '@slack/web-api';
import type { Intent } from '../../domain/intent.ts';
import type { Chat, Log, Message, Modal, Reply } from '../../ports.ts';
import { writeErrand } from './intents.ts';

export interface AnswerOptions {
  /** For opening modals. */
  client: WebClient;
  chat: Chat;
  log: Log;
}

export interface How {
  /** Opens one modal, within three seconds. */
  triggerId?: string;
}

export interface Answers {
  /** Gives a reply that is not in the acknowledgement: a modal when it can be opened, else a private message. */
  give(intent: Intent, reply: Reply, how: How): Promise<void>;
}

/** As many happenings as Slack could bring again at the same time. */
const most = 10_000;

export function createAnswers({ client, chat, log }: AnswerOptions): Answers {
  const answered = new Set<string>();

  async function give(intent: Intent, reply: Reply, how: How): Promise<void> {
    // what Slack brings again has the same answer, and the asker has seen it
    if (answered.has(intent.dedupeKey)) return;
    const message = inWords(reply);
    if (message === undefined) return;
    remember(intent.dedupeKey);
    if (reply.modal !== undefined && (await opens(intent, reply.modal, how.triggerId))) return;
    if (!(await reaches(intent, message))) answered.delete(intent.dedupeKey);
  }

  function remember(dedupeKey: string): void {
    answered.add(dedupeKey);
    for (const oldest of answered) {
      if (answered.size <= most) break;
      answered.delete(oldest);
    }
  }

  async function opens(intent: Intent, modal: Modal, triggerId: string | undefined): Promise<boolean> {
    if (triggerId === undefined || triggerId === '') return false;
    try {
      await client.apiCall('views.open', { trigger_id: triggerId, view: viewOf(modal, intent) });
      return true;
    } catch (problem) {
      log.warn({ traceId: intent.traceId, err: problem }, 'A modal could not be opened, and is said in words');
      return false;
    }
  }

  async function reaches(intent: Intent, message: Message): Promise<boolean> {
    const first = intent.responseUrl === undefined ? undefined : await chat.respond(intent.responseUrl, message, intent.inPlace);
    if (first?.outcome === 'done') return true;
    const shown = first?.outcome === 'badShape' ? { ...message, blocks: [] } : message;
    const place = { channel: intent.channel, threadTs: intent.threadTs, to: intent.from.userId };
    const second = await chat.whisper({ ...place, ...shown, key: intent.id, recordId: intent.id });
    if (second.outcome === 'done') return true;
    log.warn({ traceId: intent.traceId, code: second.code }, 'An answer did not reach the one who asked');
    return false;
  }

  return { give };
}

/** What is said where no modal can be shown. */
function inWords({ message, modal, errors }: Reply): Message | undefined {
  if (modal !== undefined) return { text: modal.otherwise, blocks: [] };
  return message ?? (errors && { text: Object.values(errors).join('\n'), blocks: [] });
}

export const viewOf = (modal: Modal, intent: Intent): object => ({
  type: 'modal',
  title: { type: 'plain_text', text: modal.title },
  submit: { type: 'plain_text', text: modal.submit },
  close: { type: 'plain_text', text: 'Cancel' },
  blocks: modal.blocks,
  private_metadata: writeErrand(intent, modal.line),
});
