import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, applyStrategicMergePatch } from './merge-patches.ts';
import { unsupportedMediaType } from './status.ts';

type ApplyPatch = (target: unknown, patch: unknown) => unknown;

const kinds: Record<string, ApplyPatch> = {
  'application/json-patch+json': applyJsonPatch,
  'application/merge-patch+json': applyMergePatch,
  'application/strategic-merge-patch+json': applyStrategicMergePatch,
};

/** The content type of a PATCH says what its body means; there is no default on the wire. */
export function patchKind(contentType: string): ApplyPatch {
  const apply = kinds[mediaType(contentType)];
  if (!apply) throw unsupportedMediaType(Object.keys(kinds));
  return apply;
}

export const mediaType = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();
