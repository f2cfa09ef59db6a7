import { type Rule, weights } from './rule.ts';

const thrown =
  /^(?<say>(?:[\w$]{1,60}\.){1,12}[\w$]{1,100}(?:Error|Exception|Failure|Failed|NotEqual|NotEquals)(?:: .{0,400})?| ?Expecting .{1,300})$/;

export const jvmAndOthers: readonly Rule[] = [
  // Maven: `[ERROR]   OrdersTest.refund:42 expected: <200> but was: <500>`
  {
    weight: weights.suite,
    head: /^\[ERROR\] {2,5}(?<say>[\w$.]{1,200}(?::\d{1,6}|»| ).{0,60}(?:expected|Expected|»|Expecting|but was|Unexpected|NullPointer).{0,400})$/,
  },
  {
    weight: weights.test,
    head: /^\[ERROR\] (?<say>[\w$.]{1,300}(?:\([\w.]{0,60}\))?) {1,4}(?:-- )?Time elapsed: .{1,40}<<< (?:FAILURE|ERROR)!$/,
    detail: thrown,
  },
  { weight: weights.compile, head: /^\[ERROR\] (?<say>\S{1,300}:\[\d{1,6},\d{1,6}\] .{1,400})$/ },
  { weight: weights.tool, head: /^\[ERROR\] Failed to execute goal .{0,300}(?<say>Could not (?:resolve|find|transfer) .{1,400})$/ },
  { weight: weights.wrapper, head: /^\[ERROR\] (?<say>Failed to execute goal .{1,400})$/ },
  // Gradle: `OrdersTest > refunds FAILED`, then the exception
  { weight: weights.test, head: /^(?<say>[\w$.]{1,200} > .{1,200}) FAILED$/, detail: thrown },
  { weight: weights.compile, head: /^e: (?<say>(?:file:\/\/)?\S{1,300}:\d{1,6}:\d{1,6}.{1,400})$/ },
  { weight: weights.compile, head: /^(?<say>\S{1,300}\.(?:java|scala|kt|groovy):\d{1,6}: error: .{1,400})$/ },
  { weight: weights.tool, head: /^> (?<say>Could not (?:resolve|find|get|download) .{1,400})$/ },
  { weight: weights.wrapper, head: /^\* What went wrong:$/, detail: /^(?<say>(?:Execution failed|A problem occurred|Could not).{1,300})$/ },
  // Ruby
  {
    weight: weights.test,
    head: /^1\) (?<say>\S.{0,300})$/,
    detail: /^(?:Failure\/Error: )(?<say>.{1,400})$/,
    rest: /^(?:expected|got): .{1,150}$/,
  },
  { weight: weights.suite - 1, head: /^rspec (?<say>\.\/\S{1,300}:\d{1,6} # .{1,300})$/ },
  { weight: weights.compile, head: /^(?<say>\S{1,300}\.rb:\d{1,6}:\d{1,6}: [CWEF]: .{1,400})$/ },
  {
    weight: weights.test,
    head: /^(?:Failure|Error):$/,
    detail: /^(?<say>\w{1,200}#\w{1,200} \[\S{1,300}:\d{1,6}\]:?.{0,20})$/,
    rest: /^(?:Expected|Actual): .{1,150}$/,
  },
  {
    weight: weights.tool,
    head: /^(?<say>Could not find \S{1,100} in (?:any of the sources|locally installed gems).{0,100}|Bundler could not find .{1,200})$/,
  },
  // PHP
  {
    weight: weights.test,
    head: /^1\) (?<say>[\w\\]{1,300}::\w{1,200}.{0,100})$/,
    detail: /^(?<say>(?:Failed asserting|[\w\\]{1,200}(?:Error|Exception):).{1,400})$/,
  },
  { weight: weights.compile, head: /^PHP (?:Fatal|Parse) error: {1,3}(?<say>.{1,400})$/ },
  // .NET
  {
    weight: weights.compile,
    head: /^(?<say>\S{1,300}\.(?:cs|fs|vb|csproj)(?:\(\d{1,6},\d{1,6}\))?(?: )?: error [A-Z]{2,6}\d{3,5}: .{1,400}?)(?: \[\S{1,300}\])?$/,
  },
  {
    weight: weights.test,
    head: /^(?:Failed|X) (?<say>[\w.]{3,300}(?:\(.{0,200}\))?) \[[<\d].{0,20}\]$/,
    detail: /^(?<say>(?:Assert\.\w{1,60}\(\) Failure.{0,200}|Expected .{1,300}|[\w.]{1,200}Exception ?: .{1,300}))$/,
    rest: /^(?:Expected|Actual): {1,4}.{1,150}$/,
  },
  // Swift
  { weight: weights.test, head: /^(?<say>\/?\S{1,300}\.swift:\d{1,6}: error: .{1,400})$/ },
  // Elixir
  {
    weight: weights.test,
    head: /^1\) (?<say>test .{1,300} \([\w.]{1,200}\))$/,
    detail: /^(?<say>(?:Assertion with|\*\* \().{1,300})$/,
    rest: /^(?:left|right): {1,4}.{1,150}$/,
  },
  { weight: weights.compile, head: /^\*\* \((?<say>CompileError|SyntaxError|TokenMissingError\) .{1,300})$/ },
  // Terraform: `│ Error: Invalid reference`
  { weight: weights.tool, head: /^[│|] Error: (?<say>.{1,300})$/, apart: /^[│|] {1,4}(?<say>on \S{1,200} line \d{1,6}.{0,100})$/ },
  // Helm and kubectl
  { weight: weights.tool, head: /^Error: (?<say>(?:UPGRADE|INSTALLATION|INSTALL) FAILED: .{1,400})$/ },
  {
    weight: weights.tool,
    head: /^(?:error|Error from server \([A-Za-z]{1,40}\)): (?<say>(?:timed out waiting|error when|deployments\.apps).{1,300})$/,
  },
  // shell
  {
    weight: weights.tool,
    head: /^(?<say>(?:\S{1,300}: line \d{1,6}: )?[\w./-]{1,100}: (?:command not found|Permission denied|No such file or directory))$/,
  },
  { weight: weights.tool, head: /^In (?<say>\S{1,300} line \d{1,6}):$/, detail: /^\^-{1,60}\^? (?<say>SC\d{4} .{1,300})$/ },
  // Docker
  { weight: weights.wrapper, head: /^(?:ERROR: |error: )?(?<say>failed to (?:solve|compute cache key|build).{1,400})$/ },
  { weight: weights.wrapper, head: /^(?<say>The command '.{1,300}' returned a non-zero code: \d{1,3})$/ },
];
