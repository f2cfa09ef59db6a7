import { type Conversation, read } from './conversation.ts';
import { ImageConfig, ImageManifest } from './schema.ts';

/** Builds that are to come out the same every time say that they were made in 1970, or in 1980: that is no age. */
const earliest = Date.UTC(2013, 0);

/** From a tag to the image of one platform, and on to what that says of itself. Undefined: it does not say when it was built. */
export async function timeOfBuilding(conversation: Conversation, tag: string, accept: string): Promise<Date | undefined> {
  const first = await manifestOf(conversation, tag, accept);
  const platform = first?.manifests?.find(({ annotations }) => annotations?.['vnd.docker.reference.type'] === undefined);
  const image = platform === undefined ? first : await manifestOf(conversation, platform.digest, accept);
  if (image?.config === undefined) return undefined;
  const path = `blobs/${image.config.digest}`;
  const config = await conversation.ask('GET', path, '*/*');
  if (config.status !== 200) return undefined;
  const builtAt = new Date(read(ImageConfig, config, conversation.url(path)).created ?? '');
  return builtAt.getTime() >= earliest ? builtAt : undefined;
}

async function manifestOf(conversation: Conversation, reference: string, accept: string) {
  const path = `manifests/${reference}`;
  const answer = await conversation.ask('GET', path, accept);
  return answer.status === 200 ? read(ImageManifest, answer, conversation.url(path)) : undefined;
}
