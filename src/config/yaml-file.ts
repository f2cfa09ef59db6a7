import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Complaint } from './complaint.ts';
import type { Problem } from './problem.ts';

/** Settings of a thousand services stay far below it. */
const largestBytes = 1_048_576;

export interface YamlFile {
  value: unknown;
  /** The place of what is complained about, or of the nearest thing around it that stands in the file. */
  locate(complaint: Complaint): Problem;
}

/** Reads YAML and remembers where everything stood. Anchors and merges are understood, tags are not: they could make anything. */
export function readYaml(text: string): YamlFile | { problems: Problem[] } {
  if (Buffer.byteLength(text) > largestBytes) return { problems: [{ line: 1, column: 1, say: 'The file is larger than one megabyte.' }] };
  const lines = new LineCounter();
  const at = (offset: number | undefined, say: string): Problem => {
    const { line, col } = offset === undefined ? { line: 1, col: 1 } : lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), say };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' });
  const problems = [
    ...[...document.errors, ...document.warnings].map((error) => at(error.pos[0], sayError(error))),
    ...oddities(document).map(({ node, say }) => at(node.range?.[0], say)),
  ];
  if (problems.length > 0) return { problems };
  try {
    return { value: document.toJS({ maxAliasCount: 1000 }), locate: ({ path, about, say }) => at(offsetOf(document, path, about), say) };
  } catch (problem) {
    if (problem instanceof ReferenceError) return { problems: [at(undefined, 'The anchors of the file repeat one another without end.')] };
    throw problem;
  }
}

/** yaml's wording is for programmers; these are for whoever wrote the file. */
function sayError({ code, message }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'This name stands here twice: keep one of them.';
    case 'TAB_AS_INDENT':
      return 'A tab cannot indent: use spaces.';
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return /flow|quote/i.test(message)
        ? 'A quote, a bracket or a brace is opened and not closed.'
        : 'The indentation or a colon is missing or in the wrong place.';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'A colon and a space stand where a value goes on: put the value in quotes, or start a new line.';
    case 'MULTIPLE_DOCS':
      return 'A second document starts here: the settings are one document.';
    case 'BAD_ALIAS':
      return 'This alias is not written as it should be.';
    case 'TAG_RESOLVE_FAILED':
      return 'Tags such as !this are not understood: write the value plainly.';
    default:
      return 'This is not YAML: something here is out of place.';
  }
}

/** What YAML allows and the settings do not. */
function oddities(document: Document.Parsed): { node: Node; say: string }[] {
  const found: { node: Node; say: string }[] = [];
  const anchors = new Set<string>();
  visit(document, (_, node) => {
    if (isPair(node)) {
      if (isNode(node.key) && !isScalar(node.key)) found.push({ node: node.key, say: 'A name is a single word, not a list or a group.' });
      else if (isScalar(node.key) && node.key.value === '__proto__') found.push({ node: node.key, say: '"__proto__" is not a name.' });
      return undefined;
    }
    if (isAlias(node) && !anchors.has(node.source))
      found.push({ node, say: `*${node.source} is used, and no &${node.source} stands before it.` });
    if (!isNode(node) || isAlias(node)) return undefined;
    if (node.anchor !== undefined) anchors.add(node.anchor);
    if (node.tag !== undefined && !coreTags.has(node.tag))
      found.push({ node, say: 'Tags such as !this are not understood: write the value plainly.' });
    return undefined;
  });
  return found;
}

const coreTags = new Set(['map', 'seq', 'str', 'int', 'float', 'bool', 'null', 'merge'].map((name) => `tag:yaml.org,2002:${name}`));

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], about: 'name' | 'value'): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      if (depth === path.length - 1 && about === 'value') offset = startOf(pair.value) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
