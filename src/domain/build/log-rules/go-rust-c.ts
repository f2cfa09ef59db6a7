import { type Rule, weights } from './rule.ts';

export const goRustAndC: readonly Rule[] = [
  // go test: the race detector, a panic and a timeout speak louder than the test they were in
  {
    weight: weights.test + 3,
    head: /^(?<say>WARNING: DATA RACE)$/,
    apart: /^(?<say>(?:[\w./*()-]{1,300}\(\))|\S{1,300}\.go:\d{1,6}.{0,40})$/,
  },
  { weight: weights.test + 2, head: /^(?<say>panic: (?!test timed out).{1,400})$/ },
  { weight: weights.test + 2, head: /^(?<say>panic: test timed out after .{1,100})$/, apart: /^(?<say>Test\w{1,200}).{0,60}$/ },
  {
    weight: weights.test,
    head: /^--- FAIL: (?<say>\S{1,300}) \([\d.]{1,12}s\)$/,
    detail: /^(?<say>[\w-]{1,200}\.go:\d{1,6}: \S.{0,400})$/,
    before: true,
  },
  { weight: weights.compile, head: /^(?:vet: )?(?<say>(?:\.\/)?[^\s:]{1,300}\.go:\d{1,6}:\d{1,6}: .{1,400})$/ },
  { weight: weights.tool, head: /^go: (?<say>(?!downloading|finding|extracting|added|upgraded).{8,400})$/ },
  { weight: weights.wrapper, head: /^FAIL\s{1,4}(?<say>[\w./-]{1,300} \[(?:build|setup) failed\])$/ },
  // cargo test: `---- orders::refunds stdout ----`, then the panic
  {
    weight: weights.test,
    head: /^thread '(?<say>[^']{1,200})' (?:\(\d{1,12}\) )?panicked at .{1,400}$/,
    detail:
      /^(?<say>(?:assertion .{1,300} failed.{0,300}|called `.{1,300}|.{0,40}index out of bounds.{1,200}|(?!note:|stack backtrace|left:|right:)[a-z].{3,300}))$/,
    rest: /^(?:left|right): .{1,150}$/,
  },
  { weight: weights.compile, head: /^(?<say>error\[E\d{4}\]: .{1,400})$/ },
  {
    weight: weights.compile - 1,
    head: /^error: (?<say>(?!could not compile|process didn't exit|test failed|aborting due|Recipe ).{4,400})$/,
  },
  { weight: weights.tool, head: /^Diff in (?<say>\S{1,300}(?::| at line )\d{1,6}):?$/ },
  { weight: weights.wrapper, head: /^error: (?<say>(?:could not compile|test failed|Recipe ).{1,300})$/ },
  // gcc and clang, the linker, make, CMake, CTest, Google Test
  {
    weight: weights.compile,
    head: /^(?<say>[^\s:]{1,300}\.(?:c|cc|cpp|cxx|h|hpp|m|mm|swift):\d{1,6}:\d{1,6}: (?:fatal )?error: .{1,400})$/,
  },
  {
    weight: weights.compile - 1,
    head: /^(?:\/usr\/bin\/ld: )?(?<say>\S{1,300}: undefined reference to .{1,300}|Undefined symbols for architecture .{1,100})$/,
  },
  {
    weight: weights.tool,
    head: /^(?<say>CMake Error at \S{1,300}:\d{1,6}.{0,200})$/,
    detail: /^(?<say>(?:Could NOT find|Could not find|Cannot find|By not providing).{1,300})$/,
  },
  {
    weight: weights.test,
    head: /^\[ {2}FAILED {2}\] (?<say>\w[\w/]{0,200}\.\w[\w/]{0,200}) \(\d{1,9} ms\)$/,
    detail: /^(?<say>\S{1,300}:\d{1,6}: Failure)$/,
    before: true,
  },
  { weight: weights.suite, head: /^\d{1,6}\/\d{1,6} Test {1,4}#\d{1,6}: (?<say>\S{1,200}) \.{3,80}\*\*\*.{1,60}$/ },
  { weight: weights.wrapper, head: /^g?make(?:\[\d{1,3}\])?: \*\*\* (?<say>.{1,300})$/ },
];
