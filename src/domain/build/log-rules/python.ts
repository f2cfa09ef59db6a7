import { type Rule, weights } from './rule.ts';

export const python: readonly Rule[] = [
  // pytest: `____ test_refund ____`, then `E       AssertionError: …`, then `tests/test_orders.py:42: AssertionError`
  { weight: weights.test, head: /^_{3,120} (?!ERROR collecting)(?<say>\S.{0,200}?) _{3,120}$/, detail: /^E {2,12}(?<say>\S.{1,400})$/ },
  {
    weight: weights.test,
    head: /^_{1,120} (?<say>ERROR collecting \S{1,300}) _{1,120}$/,
    detail: /^E {2,12}(?<say>(?:[A-Z]\w{0,60}(?:Error|Exception)|.{0,60}fixture).{1,400})$/,
  },
  { weight: weights.suite, head: /^(?:FAILED|ERROR) (?<say>\S{1,300}\.py(?:::\S{1,300})?(?: - .{1,400})?)$/ },
  // unittest: `FAIL: test_refund (tests.test_orders.RefundTest.test_refund)`, a traceback, then the error
  {
    weight: weights.test,
    head: /^(?:FAIL|ERROR): (?<say>\w{1,200} \([\w.]{1,300}\)).{0,100}$/,
    detail: /^(?<say>(?:[\w.]{1,100}(?:Error|Exception)|AssertionError)(?:: .{0,400})?)$/,
  },
  // mypy, flake8, ruff, pylint, pyright
  { weight: weights.compile, head: /^(?<say>[^\s:]{1,300}\.pyi?:\d{1,6}(?::\d{1,6})?: error: .{1,400})$/ },
  { weight: weights.compile, head: /^(?<say>[^\s:]{1,300}\.pyi?:\d{1,6}:\d{1,6}: [A-Z]{1,4}\d{3,4}(?:\[\*\])? .{1,400})$/ },
  { weight: weights.compile, head: /^(?<say>[^\s:]{1,300}\.pyi?:\d{1,6}:\d{1,6}: [EF]\d{4}: .{1,400})$/ },
  { weight: weights.compile, head: /^(?<say>\/?[^\s:]{1,300}\.pyi?:\d{1,6}:\d{1,6} - error: .{1,400})$/ },
  { weight: weights.tool, head: /^(?<say>would reformat \S{1,300}|ERROR: \S{1,300} Imports are incorrectly sorted.{0,100})$/ },
  // ruff since 0.9: `F401 [*] `os` imported but unused`, then ` --> app.py:1:8`
  { weight: weights.compile, head: /^(?<say>[A-Z]{1,4}\d{3,4} (?:\[\*\] )?`?\S.{3,300})$/ },
  // pip, poetry, tox
  {
    weight: weights.tool,
    head: /^ERROR: (?<say>(?:Could not find a version that satisfies|No matching distribution found for|Cannot install |ResolutionImpossible|Failed building wheel for|THESE PACKAGES DO NOT MATCH THE HASHES).{0,400})$/,
  },
  {
    weight: weights.tool,
    head: /^(?<say>(?:pyproject\.toml changed significantly since poetry\.lock|Because .{1,200} depends on ).{0,300})$/,
  },
  // a traceback ends with its error
  {
    weight: weights.exception + 2,
    head: /^Traceback \(most recent call last\):$/,
    detail: /^(?<say>(?:(?:[a-z_]\w{0,60}\.){1,10}[A-Z]\w{0,100}|[A-Z]\w{0,60}(?:Error|Exception|Exit|Interrupt|Warning))(?:: .{1,400})?)$/,
    innermostLast: true,
  },
];
