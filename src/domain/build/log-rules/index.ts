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

/**
 * Something of every line that a rule may match: most lines of a long log have none of it, and one look is enough for them. What a rule begins to
 * look for has to be named here too; the corpus of logs shows where it is not.
 */
export const signs =
  /err|fail|panic|fatal|exception|kill|memory|space|time|cancel|exceed|acquired|started|lost|runner|toomany|limit|429|resol|host|tls|reset|unreach|eof|i\/o|unable|could|cannot|can't|not |no |denied|wget|curl|undefined|reformat|sorted|lock|warn|race|rspec|because|changed|go: |e: |npm |shutdown|50\d |rollup|vite|[›✖✘●×│━]|_{3}|\d\) |diff in| line \d|:\d{1,6}:\d|\.\w{1,9}:\d|\(\d{1,6},\d|:\[\d|^[A-Z]{1,4}\d{3,4} |#\d|^\.\/|x \[/i;

/** The heaviest first. */
export const rules: readonly Rule[] = [...javascript, ...python, ...goRustAndC, ...jvmAndOthers, ...surroundings, ...anyTool].toSorted(
  (a, b) => b.weight - a.weight,
);
