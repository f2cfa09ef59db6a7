import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from './json.ts';
import type { Deployment, Metadata } from './objects.ts';

type ManagedFields = NonNullable<Metadata['managedFields']>;

/** Writes down who changed what: the manager's entry gains the fields of this write, and the other entries lose them. */
export function managedFieldsAfter(before: Deployment | undefined, after: Deployment, manager: string, time: string): ManagedFields {
  const changed = changedFields(ownable(before), ownable(after));
  const previous = before?.metadata.managedFields ?? [];
  const own = previous.find((entry) => entry.manager === manager);
  const entry = {
    manager,
    operation: 'Update',
    apiVersion: 'apps/v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: union(isObject(own?.fieldsV1) ? own.fieldsV1 : {}, changed),
  };
  const others = previous
    .filter((other) => other.manager !== manager)
    .map((other) => ({ ...other, fieldsV1: without(isObject(other.fieldsV1) ? other.fieldsV1 : {}, changed) }))
    .filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0);
  return [...others, entry];
}

function ownable(deployment: Deployment | undefined): JsonObject {
  if (deployment === undefined) return {};
  const { labels, annotations } = deployment.metadata;
  return { metadata: { ...(labels && { labels }), ...(annotations && { annotations }) }, spec: deployment.spec };
}

/** The FieldsV1 set (`f:name`, `k:{"name":…}` for a container) of what differs. */
function changedFields(before: unknown, after: unknown): JsonObject {
  const changed: JsonObject = {};
  const [old, now] = [children(before), children(after)];
  for (const [key, value] of Object.entries(now)) {
    if (isDeepStrictEqual(old[key], value)) continue;
    changed[key] = Object.keys(children(value)).length > 0 ? changedFields(old[key], value) : {};
  }
  return changed;
}

function children(value: unknown): JsonObject {
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, inner]));
  if (!Array.isArray(value) || !value.every((element) => isObject(element) && typeof element.name === 'string')) return {};
  return Object.fromEntries(value.map((element: JsonObject) => [`k:${JSON.stringify({ name: element.name })}`, element]));
}

function union(a: JsonObject, b: JsonObject): JsonObject {
  const both: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) both[key] = union(isObject(a[key]) ? a[key] : {}, isObject(value) ? value : {});
  return both;
}

function without(fields: JsonObject, taken: JsonObject): JsonObject {
  const left: JsonObject = {};
  for (const [key, value] of Object.entries(fields)) {
    const inner = taken[key];
    if (!isObject(inner) || !isObject(value)) left[key] = value;
    else if (Object.keys(value).length > 0) {
      const kept = without(value, inner);
      if (Object.keys(kept).length > 0) left[key] = kept;
    }
  }
  return left;
}
