import { goRustAndC } from './go-rust-c.ts';
import { javascript } from './javascript.ts';
import { jvmAndOthers } from './jvm-and-others.ts';
import { python } from './python.ts';
import { type Rule, weights } from './rule.ts';
import { surroundings } from './surroundings.ts';

/** Where no tool is recognised, the words that most of them use. */
const anyTool: readonly Rule[] = [
  {
    weight: weights.exception,
    head: /^(?<say>(?:Uncaught |Unhandled )?(?:[a-z_][\w.]{0,100}\.)?[A-Z]\w{0,60}(?:Error|Exception)(?: \[\w{1,60}\])?: .{1,400})$/,
  },
  { weight: weights.word, head: /^(?:\[?(?:ERROR|FATAL|error|fatal|Error|Fatal)\]?)(?::| -| \|) {0,4}(?<say>\S.{2,400})$/ },
  {
    weight: weights.marked,
    marked: true,
    head: /^(?<say>(?!Process completed with exit code \d{1,3}\.?$|The operation was canceled\.$)\S.{2,400})$/,
  },
];

/** The heaviest first. */
export const rules: readonly Rule[] = [...javascript, ...python, ...goRustAndC, ...jvmAndOthers, ...surroundings, ...anyTool].toSorted(
  (a, b) => b.weight - a.weight,
);
