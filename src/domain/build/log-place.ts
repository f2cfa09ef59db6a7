/** A place in a file of the repository. */
export interface Place {
  file: string;
  line: number | null;
}

const extensions =
  '(?:[cm]?[jt]sx?|vue|svelte|astro|pyi?|go|rs|java|kts?|scala|groovy|gradle|rb|erb|php|cs|fs|vb|csproj|c|cc|cpp|cxx|hh?|hpp|mm?|swift|exs?|erl|dart|lua|pl|jl|hs|ml|clj|zig|nim|sh|tf|ya?ml|json|toml|xml|proto|sql|css|scss|less|html|md|txt|cmake)';
const path = `(?:(?<![A-Za-z])[A-Za-z]:)?[\\w@.+/\\\\-]{1,300}\\.${extensions}`;
const shapes: readonly RegExp[] = [
  // src/orders.spec.ts:88:23, orders_test.go:42, tests/test_orders.py:42, src/Orders.java:[88,23], OrdersTests.cs:line 31
  new RegExp(`(?<file>${path}):(?: ?line |\\[)?(?<line>\\d{1,6})(?!\\w)`),
  // src/orders.ts(88,23)
  new RegExp(`(?<file>${path})\\((?<line>\\d{1,6})[,)]`),
  // File "tests/test_orders.py", line 42
  /File "(?<file>[^"]{1,300})", line (?<line>\d{1,6})/,
  // on main.tf line 12
  new RegExp(`(?<file>${path}) line (?<line>\\d{1,6})(?!\\w)`),
];
/** A file without a line: only where it looks like a path, or is named as one. */
const unplaced: readonly RegExp[] = [
  new RegExp(`(?:^|[\\s"'\`(])(?<file>(?:\\.?/)?[\\w@.+-]{1,100}/[\\w@.+/-]{1,300}\\.${extensions})(?=$|[\\s"'\`:,)\\]])`),
];
const foreign =
  /node_modules|site-packages|dist-packages|\/usr\/|\/lib\/python|\.cargo\/|\/rustc\/|\/hostedtoolcache\/|node:|internal\/|\/go\/pkg\/|\/opt\/|\.gem\/|\/gems\/|org\.(?:junit|opentest4j|gradle|testng|mockito|assertj|apache\.maven)|java\.base|jdk\.|kotlin\.|<frozen/;

/** The first place in the repository that the lines point to. */
export function placeIn(lines: readonly string[]): Place | undefined {
  const own = lines.map((line) => line.trim()).filter((line) => !foreign.test(line));
  for (const line of own) {
    for (const shape of shapes) {
      const found = shape.exec(line)?.groups;
      const file = found?.file === undefined ? undefined : inRepository(found.file);
      if (file !== undefined) return { file, line: Number(found?.line) };
    }
  }
  for (const line of own.slice(0, 3)) {
    for (const shape of unplaced) {
      const found = shape.exec(line)?.groups?.file;
      const file = found === undefined ? undefined : inRepository(found);
      if (file !== undefined) return { file, line: null };
    }
  }
  return undefined;
}

/** The first line that is nothing but a file of the repository. */
export function fileAlone(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const [file] = aloneShape.exec(line.trim()) ?? [];
    if (file !== undefined) return inRepository(file);
  }
  return undefined;
}
const aloneShape = new RegExp(`^${path}$`);

/** As the repository knows it; undefined: it is somebody else's file. */
function inRepository(named: string): string | undefined {
  const plain = named.replaceAll('\\', '/').replace(/^\/{2,}/, '/');
  if (foreign.test(plain)) return undefined;
  const inside = plain
    .replace(checkout, '')
    .replace(/^(?:\/{0,2}[\w@-]{1,60}\/)?\.\//, '')
    .replace(/^app\/\//, '');
  return inside.startsWith('/') || /^[A-Za-z]:/.test(inside) || inside === '' ? undefined : inside;
}

/** Where runners keep the repository: `/home/runner/work/checkout/checkout/`, `D:\a\checkout\checkout\`, `/__w/checkout/checkout/`. */
const checkout =
  /(?:\/(?:home|Users|opt|runner)\/[\w.-]{1,60}\/(?:[\w.-]{1,60}\/)?_?work\/[^/\s]{1,100}\/[^/\s]{1,100}\/|\/__w\/[^/\s]{1,100}\/[^/\s]{1,100}\/|[A-Za-z]:\/a\/[^/\s]{1,100}\/[^/\s]{1,100}\/|\/github\/workspace\/|(?<![\w.-])\/(?:app|workspace|usr\/src\/app|build)\/(?=\w))/;
export const everywhereInACheckout = new RegExp(checkout.source, 'g');
