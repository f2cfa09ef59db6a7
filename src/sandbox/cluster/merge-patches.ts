import { isObject, type JsonObject } from './json.ts';
import { badRequest } from './status.ts';

/** RFC 7386: objects are merged, null removes, all else (lists too) is replaced. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = applyMergePatch(merged[key], value);
  }
  return merged;
}

/** By which field the elements of a list are told apart (`patchMergeKey` in the Kubernetes types). Other lists are replaced as a whole. */
const mergeKeys: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  conditions: 'type',
  ownerReferences: 'uid',
};

/** Kubernetes' own merge: as a merge patch, but known lists are merged element by element, and `$patch` says delete or replace. */
export function applyStrategicMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  if (patch.$patch === 'delete') return {};
  const { $patch, ...fields } = patch;
  if ($patch === 'replace') return fields;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(fields)) {
    // Only the order of the elements, which this server keeps as it finds it.
    if (key.startsWith('$setElementOrder/')) continue;
    if (key.startsWith('$deleteFromPrimitiveList/')) removeFromList(merged, key.slice('$deleteFromPrimitiveList/'.length), value);
    else if (key === '$retainKeys') retainOnly(merged, value);
    else if (value === null) delete merged[key];
    else if (Array.isArray(value)) merged[key] = mergeList(merged[key], value, mergeKeys[key]);
    else merged[key] = applyStrategicMergePatch(merged[key], value);
  }
  return merged;
}

function mergeList(target: unknown, patch: readonly unknown[], mergeKey: string | undefined): unknown[] {
  if (mergeKey === undefined || patch.some((element) => !isObject(element))) return [...patch];
  const elements = patch.filter(isObject);
  if (elements.some(({ $patch }) => $patch === 'replace')) return elements.filter(({ $patch }) => $patch === undefined);
  const merged: unknown[] = Array.isArray(target) ? [...target] : [];
  for (const element of elements) {
    const id = element[mergeKey];
    if (id === undefined) throw badRequest(`map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`);
    const index = merged.findIndex((existing) => isObject(existing) && existing[mergeKey] === id);
    if (element.$patch === 'delete') {
      if (index >= 0) merged.splice(index, 1);
    } else if (index >= 0) merged[index] = applyStrategicMergePatch(merged[index], element);
    else merged.push(applyStrategicMergePatch({}, element));
  }
  return merged;
}

function removeFromList(merged: JsonObject, key: string, values: unknown): void {
  const list = merged[key];
  if (Array.isArray(list) && Array.isArray(values)) merged[key] = list.filter((value) => !values.includes(value));
}

function retainOnly(merged: JsonObject, keys: unknown): void {
  if (!Array.isArray(keys)) return;
  for (const key of Object.keys(merged)) if (!keys.includes(key)) delete merged[key];
}
