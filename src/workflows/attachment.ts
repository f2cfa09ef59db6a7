import { type Attachment, type AttachmentIn, attachments } from '../domain/attachment.ts';
import { Outage } from '../domain/problems.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next } from '../pipeline/workflow.ts';
import { attachmentMessages } from '../views/attachment.ts';
import { asShown, cut } from '../views/kit.ts';

const threadPatienceMs = 10 * 60_000;
const outagePatienceMs = 24 * 60 * 60_000;
const triesAtDrawing = 3;
const longestComment = 3_000;

/** Made, taken in, shown: each is written down before the next, so that a file is shown once however often the bot falls over. */
export const attachmentWorkflow = defineWorkflow<Attachment, 'shared' | 'notShared'>({
  of: attachments,
  steps: { wanted: takeItIn, uploaded: showIt },
  show: attachmentMessages,
  onProblem(attachment, problem, { now, since, failures }) {
    if (problem instanceof Outage)
      return now.getTime() - since.getTime() < outagePatienceMs ? undefined : notShared(attachment, 'Slack does not answer.');
    return failures < triesAtDrawing ? undefined : notShared(attachment, 'something broke on my side.');
  },
  reason: ({ status }) => (status === 'notShared' ? 'executor_error' : 'ok'),
});

async function takeItIn(attachment: AttachmentIn<'wanted'>, { workspace, pictures }: Bench): Promise<Next<Attachment>> {
  const { content, ...rest } = attachment;
  const bytes = content.kind === 'text' ? new TextEncoder().encode(content.text) : await pictures.png(content.svg);
  const taken = await workspace.upload({ name: attachment.name, bytes });
  if (taken.outcome === 'refused') return become(refused(attachment, taken.code));
  return become({ ...rest, status: 'uploaded', fileId: taken.id });
}

async function showIt(attachment: AttachmentIn<'uploaded'>, bench: Bench): Promise<Next<Attachment>> {
  const { fileId, title, comment } = attachment;
  const place = await placeOf(attachment, bench);
  if (place.outcome === 'wait') return lookAgainIn(attachment, 1_000);
  if (place.outcome === 'refused') return become(elsewhere(attachment) ?? refused(attachment, place.code));
  if (!(await bench.stillOurs())) return lookAgainIn(attachment, 1_000);
  const { channel, threadTs } = place;
  const shown = await bench.workspace.share(fileId, {
    channel,
    title,
    ...(threadTs !== undefined && { threadTs }),
    ...(comment !== undefined && { comment: cut(asShown(comment), longestComment) }),
  });
  if (shown.outcome === 'refused') return become(elsewhere(attachment) ?? refused(attachment, shown.code));
  return become({ ...attachment, status: 'shared', permalink: shown.permalink });
}

type Place =
  | { outcome: 'found'; channel: string; threadTs: string | undefined }
  | { outcome: 'wait' }
  | { outcome: 'refused'; code: string };

/** A thread that does not stand yet is waited for; one that never comes is not worth losing the file over. */
async function placeOf({ where, askedAt }: AttachmentIn<'uploaded'>, { workspace, store, clock }: Bench): Promise<Place> {
  if ('person' in where) {
    const theirs = await workspace.conversationWith(where.person);
    return theirs.outcome === 'refused' ? theirs : { outcome: 'found', channel: theirs.channel, threadTs: undefined };
  }
  const { channel, threadTs, threadKey } = where;
  if (threadKey === undefined) return { outcome: 'found', channel, threadTs };
  const root = await store.message(threadKey);
  if (root?.ts != null) return { outcome: 'found', channel: root.postedIn ?? channel, threadTs: root.ts };
  if (clock.now().getTime() - Date.parse(askedAt) < threadPatienceMs) return { outcome: 'wait' };
  return { outcome: 'found', channel, threadTs: undefined };
}

/** A channel that takes nothing from us is no reason that nobody gets it. */
const elsewhere = (attachment: AttachmentIn<'uploaded'>): AttachmentIn<'uploaded'> | undefined =>
  attachment.orTo === undefined || 'person' in attachment.where ? undefined : { ...attachment, where: { person: attachment.orTo } };

const refused = (attachment: Attachment, code: string) => notShared(attachment, `Slack says \`${code}\`.`);

function notShared({ id, traceId, askedAt, where, name, title, comment }: Attachment, why: string): AttachmentIn<'notShared'> {
  return { status: 'notShared', id, traceId, askedAt, where, name, title, comment, why };
}
