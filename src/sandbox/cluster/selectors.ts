import type { KubeObject } from './objects.ts';
import { badRequest } from './status.ts';

export type Matches = (object: KubeObject) => boolean;

/** `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, joined by commas. Empty: everything. */
export function labelSelector(text: string): Matches {
  const requirements = splitOutsideBrackets(text).map(labelRequirement);
  return (object) => requirements.every((holds) => holds(object.metadata.labels ?? {}));
}

function labelRequirement(text: string): (labels: Record<string, string>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key = '', how, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[key] ?? '') === (how === 'in');
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(text);
  if (equality) {
    const [, key = '', how, value] = equality;
    return (labels) => (labels[key] === value) === (how !== '!=');
  }
  const existence = /^(!?)([\w./-]+)$/.exec(text);
  if (!existence) throw badRequest(`unable to parse requirement: found '${text}', expected: identifier`);
  const [, not, key = ''] = existence;
  return (labels) => (labels[key] !== undefined) === (not === '');
}

/** `metadata.name=x,involvedObject.kind!=y`. A field the server has no index for is refused, as the real one does. */
export function fieldSelector(text: string): Matches {
  const requirements = splitOutsideBrackets(text).map((part) => {
    const parsed = /^([\w.]+)\s*(==|=|!=)\s*(.*)$/.exec(part);
    if (!parsed) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
    const [, field = '', how, value] = parsed;
    if (!knownFields.has(field)) throw badRequest(`field label not supported: ${field}`);
    return (object: KubeObject) => (fieldOf(object, field) === value) === (how !== '!=');
  });
  return (object) => requirements.every((holds) => holds(object));
}

const knownFields = new Set([
  'metadata.name',
  'metadata.namespace',
  'spec.nodeName',
  'status.phase',
  'involvedObject.kind',
  'involvedObject.name',
  'involvedObject.namespace',
  'involvedObject.uid',
  'reason',
  'type',
]);

function fieldOf(object: KubeObject, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), object);
}

function splitOutsideBrackets(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
