import { type Rule, weights } from './rule.ts';

const assertion =
  /^(?:→ )?(?<say>(?:AssertionError|AssertionError \[[A-Z_]{1,40}\]|[A-Z]\w{0,40}(?:Error|Exception)|Error|Snapshot `[^`]{1,200}` mismatched)(?::| \[).{0,500}|Snapshot `.{1,300})$/;

export const javascript: readonly Rule[] = [
  // vitest: ` FAIL  test/orders.spec.ts > Orders > refunds`, then `AssertionError: expected 500 to be 200`
  { weight: weights.test, head: /^(?:FAIL|❯ FAIL) {1,3}(?<say>(?:\|[^|]{1,60}\| )?\S{1,300} > .{1,300})$/, detail: assertion },
  { weight: weights.suite, head: /^FAIL {1,3}(?<say>\S{1,300} \[ \S{1,300} \])$/, detail: assertion },
  // jest: `  ● Orders › refunds a paid order`, then the matcher, then what was expected
  {
    weight: weights.test,
    head: /^● (?!Console$|Test suite failed|Deprecation|Validation)(?<say>.{1,300} › .{1,300})$/,
    detail: /^(?<say>expect\(.{1,300}\)\..{1,200}|thrown: .{1,300}|[A-Z]\w{0,40}Error: .{1,300}|Error: .{1,300})$/,
    rest: /^(?:Expected|Received)\b.{0,60}: .{1,150}$/,
  },
  {
    weight: weights.suite,
    head: /^● (?<say>Test suite failed to run)$/,
    detail:
      /^(?<say>(?:Cannot find module|SyntaxError:|TypeError:|ReferenceError:|Jest encountered|Your test suite must|.{1,200}error TS\d).{0,300})$/,
  },
  // mocha: `  1) Orders` … `     refunds:` … `     AssertionError: …`
  {
    weight: weights.test,
    head: /^1\) (?!.{0,200}:$)(?<say>\S.{0,300})$/,
    detail: /^(?<say>(?:AssertionError|AssertionError \[[A-Z_]{1,40}\]|[A-Z]\w{0,40}Error|Error|Uncaught .{1,60})(?::| \[).{0,400})$/,
    rest: /^.{1,80} (?:!==|===|!=|==) .{1,80}$/,
  },
  // node --test
  {
    weight: weights.test,
    head: /^(?:✖|not ok \d{1,6} -) (?<say>(?!failing tests|Failed tests|\d{1,6} problem).{1,300}?)(?: \([\d.]{1,12}ms\))?$/,
    detail: /^(?<say>(?:error: ['|].{0,400}|(?:AssertionError|[A-Z]\w{0,40}Error)(?: \[[A-Z_]{1,40}\])?: .{1,400}))$/,
    rest: /^.{1,80} (?:!==|===|!=|==) .{1,80}$/,
  },
  // Playwright: `  1) [chromium] › tests/checkout.spec.ts:21:5 › pays`
  {
    weight: weights.test + 1,
    head: /^1\) (?<say>\[[\w -]{1,40}\] › \S{1,300}:\d{1,6}:\d{1,6} › .{1,300})$/,
    detail: /^(?<say>(?:Error|TimeoutError|Test timeout of|expect\().{1,300})$/,
  },
  // Cypress
  { weight: weights.test, head: /^(?<say>CypressError: .{1,400})$/ },
  // TypeScript, plain and pretty; the same line marked by a problem matcher
  { weight: weights.compile, head: /^(?<say>[^\s():]{1,300}\(\d{1,6},\d{1,6}\): error TS\d{1,6}: .{1,500})$/ },
  { weight: weights.compile, head: /^(?<say>[^\s():]{1,300}:\d{1,6}:\d{1,6} - error TS\d{1,6}: .{1,500})$/ },
  // ESLint: the file on a line of its own, then `  88:11  error  'x' is defined but never used  no-unused-vars`
  { weight: weights.compile, head: /^(?<say>\d{1,6}:\d{1,6} {1,4}error {1,4}\S.{1,400})$/, fileBefore: true },
  { weight: weights.compile, head: /^(?<say>\S{1,300}: line \d{1,6}, col \d{1,6}, Error - .{1,400})$/ },
  // Biome: `src/a.ts:3:7 lint/suspicious/noExplicitAny ━━━━`
  {
    weight: weights.compile,
    head: /^(?<say>\S{1,300}(?::\d{1,6}:\d{1,6})? (?:lint|format|assist|parse|organizeImports|suppressions)(?:\/\S{1,80})?(?: {1,3}FIXABLE)?) {1,3}━{3}/,
    detail: /^× (?<say>.{1,300})$/,
  },
  { weight: weights.tool, head: /^\[warn\] (?<say>Code style issues .{1,200}|\S{1,300}\.(?:[jt]sx?|css|md|json|ya?ml))$/ },
  // Stylelint, webpack, Vite, Next.js, esbuild
  {
    weight: weights.compile,
    head: /^(?<say>ERROR in \S{1,300}.{0,200})$/,
    detail: /^(?<say>(?:Module not found|TS\d{1,6}|Module (?:build|parse) failed|SyntaxError).{1,400})$/,
  },
  { weight: weights.compile, head: /^(?<say>(?:✘|X) \[ERROR\] .{1,400})$/ },
  {
    weight: weights.compile,
    head: /^(?<say>\[vite(?::[\w-]{1,40})?\]:? .{1,400}|Rollup failed to resolve .{1,300}|Could not resolve "\S{1,200}" from "\S{1,300}")$/,
  },
  {
    weight: weights.compile,
    head: /^(?<say>\.\/\S{1,300}\.[jt]sx?:\d{1,6}:\d{1,6})$/,
    detail: /^(?<say>(?:Type error|Module not found|Error): .{1,400})$/,
  },
  // npm, pnpm, yarn
  {
    weight: weights.service,
    cause: 'network',
    head: /^npm (?:error|ERR!) code (?<say>ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|E50\d|ERR_SOCKET_TIMEOUT|EPROTO|ESOCKETTIMEDOUT)$/,
    detail: /^npm (?:error|ERR!) (?<say>(?:network |50\d ).{1,300})$/,
  },
  {
    weight: weights.tool,
    head: /^npm (?:error|ERR!) code (?!ECONN|ETIMEDOUT|ENOTFOUND|EAI_|E50\d|ERR_SOCKET|EPROTO|ESOCKET)(?<say>E[A-Z0-9]{2,30})$/,
    detail: /^npm (?:error|ERR!) (?<say>(?!code |While resolving|Found:|A complete log).{8,300})$/,
  },
  { weight: weights.tool, head: /^npm (?:error|ERR!) (?<say>Missing script: .{1,200}|.{0,60}can only install packages when .{1,200})$/ },
  { weight: weights.tool, head: /^ERR_PNPM_[A-Z_]{1,60} {1,3}(?<say>.{1,300})$/ },
  {
    weight: weights.tool,
    head: /^(?:➤ )?(?<say>YN\d{4}: .{0,20}(?:The lockfile would have been|.{0,60}couldn't|.{0,60}doesn't provide).{0,300})$/,
  },
  {
    weight: weights.tool,
    head: /^error (?<say>Your lockfile needs to be updated.{0,200}|An unexpected error occurred: .{1,300}|Couldn't find .{1,300})$/,
  },
  // the process itself
  { weight: weights.final, cause: 'memory', head: /^(?<say>FATAL ERROR: .{0,200}JavaScript heap out of memory.{0,60})$/ },
  { weight: weights.tool, head: /^(?<say>Error \[ERR_[A-Z_]{1,60}\]: .{1,400}|Error: Cannot find module '.{1,300})$/ },
  { weight: weights.wrapper, head: /^npm (?:error|ERR!) (?<say>Lifecycle script `.{1,60}` failed with error:|command failed.{0,100})$/ },
];
