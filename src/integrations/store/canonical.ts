/** JSON that is the same text for the same value: keys sorted, no spaces, what is undefined left out. */
export const canonicalJson = (value: unknown): string => written(value) ?? 'null';

function written(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return written(value.toJSON());
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const inner = written(value[key as keyof typeof value]);
    if (inner !== undefined) members.push(`${JSON.stringify(key)}:${inner}`);
  }
  return `{${members.join(',')}}`;
}
