/** GitHub's pages: 30 unless asked, 100 at most, and a Link header that leads to the others. */
export function page<Item>(base: string, url: URL, items: readonly Item[]): { shown: Item[]; headers: Record<string, string> } {
  const size = Math.min(Math.max(Number(url.searchParams.get('per_page')) || 30, 1), 100);
  const number = Math.max(Number(url.searchParams.get('page')) || 1, 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const to = (page: number, rel: string) => {
    const address = new URL(url.pathname + url.search, base);
    address.searchParams.set('page', String(page));
    return `<${address}>; rel="${rel}"`;
  };
  const back = number > 1 ? [to(number - 1, 'prev'), to(1, 'first')] : [];
  const forth = number < last ? [to(number + 1, 'next'), to(last, 'last')] : [];
  const links = [...back, ...forth];
  return { shown: items.slice((number - 1) * size, number * size), headers: links.length > 0 ? { link: links.join(', ') } : {} };
}
