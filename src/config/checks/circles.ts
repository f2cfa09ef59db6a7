/** The circles in a graph, each told once and starting where it is first met: `a, b, a`. */
export function circlesIn(links: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const finished = new Set<string>();
  const walk = (name: string, way: readonly string[]): void => {
    const met = way.indexOf(name);
    if (met !== -1) circles.push([...way.slice(met), name]);
    if (met !== -1 || finished.has(name)) return;
    for (const next of links.get(name) ?? []) walk(next, [...way, name]);
    finished.add(name);
  };
  for (const name of links.keys()) walk(name, []);
  return circles;
}
