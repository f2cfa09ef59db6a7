/** A place in a file of the repository. */
export interface Place {
  file: string;
  line: number | null;
}

const shapes: readonly RegExp[] = [
  // src/orders.spec.ts:88:23, orders_test.go:42, tests/test_orders.py:42
  /(?<file>(?:[A-Za-z]:)?[\w@.+/\\-]{1,300}\.[A-Za-z]\w{0,9}):(?<line>\d{1,6})(?::\d{1,6})?(?=$|[\s,:;)\]'"])/,
  // src/orders.ts(88,23)
  /(?<file>(?:[A-Za-z]:)?[\w@.+/\\-]{1,300}\.[A-Za-z]\w{0,9})\((?<line>\d{1,6})(?:,\d{1,6})?\)/,
  // src/Orders.java:[88,23]
  /(?<file>[\w@.+/\\-]{1,300}\.[A-Za-z]\w{0,9}):\[(?<line>\d{1,6}),\d{1,6}\]/,
  // File "tests/test_orders.py", line 42
  /File "(?<file>[^"]{1,300})", line (?<line>\d{1,6})/,
  // src/orders.rb: line 42
  /(?<file>[\w@.+/\\-]{1,300}\.[A-Za-z]\w{0,9}): line (?<line>\d{1,6})/,
];
const foreign =
  /node_modules|site-packages|dist-packages|\/usr\/|\/lib\/python|\.cargo\/|\/rustc\/|\/hostedtoolcache\/|^node:|internal\/|\/go\/pkg\/|\/opt\/|\.gem\//;

/** The first place in the repository that the lines point to. */
export function placeIn(lines: readonly string[]): Place | undefined {
  for (const line of lines) {
    for (const shape of shapes) {
      const found = shape.exec(line)?.groups;
      const file = found?.file === undefined ? undefined : inRepository(found.file);
      if (file !== undefined) return { file, line: Number(found?.line) };
    }
  }
  const [named] = lines.flatMap(
    (line) => /^(?<file>[\w@./-]{1,300}\/[\w@.-]{1,100}\.[A-Za-z]\w{0,9})(?=$|::|[\s:])/.exec(line)?.groups?.file ?? [],
  );
  const file = named === undefined ? undefined : inRepository(named);
  return file === undefined ? undefined : { file, line: null };
}

/** As the repository knows it; undefined: it is somebody else's file. */
export function inRepository(path: string): string | undefined {
  const plain = path.replaceAll('\\', '/').replace(/^file:\/\//, '');
  if (foreign.test(plain)) return undefined;
  const inside = plain.replace(checkout, '').replace(/^\.\//, '');
  return inside.startsWith('/') || /^[A-Za-z]:/.test(inside) || inside === '' ? undefined : inside;
}

/** Where runners keep the repository: `/home/runner/work/checkout/checkout/`, `D:\a\checkout\checkout\`, `/__w/checkout/checkout/`. */
export const checkout =
  /(?:\/(?:home|Users|opt|runner)\/[\w.-]{1,60}\/(?:[\w.-]{1,60}\/)?_?work\/[^/\s]{1,100}\/[^/\s]{1,100}\/|\/__w\/[^/\s]{1,100}\/[^/\s]{1,100}\/|[A-Za-z]:\/a\/[^/\s]{1,100}\/[^/\s]{1,100}\/|\/github\/workspace\/|\/(?:app|workspace|usr\/src\/app|build|src)\/)/;
