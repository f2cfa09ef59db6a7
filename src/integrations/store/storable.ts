const replacement = '\ufffd';

/** Text as PostgreSQL can keep it: NUL and unpaired surrogates become U+FFFD. */
export const storableText = (text: string): string => text.replaceAll('\u0000', replacement).replaceAll(/\p{Cs}/gu, replacement);

/** Whether JSON text may hold what PostgreSQL refuses. Cheap, and wrong only in being too careful. */
export const mayBeUnstorable = (json: string): boolean => json.includes('\\u0000') || json.includes('\\ud');

/** The same value with every text in it, keys too, made storable. */
export function storable<Value>(value: Value): Value {
  // a replacer sees the values, but not the keys: those are taken care of object by object
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === 'string') return storableText(part);
      if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [storableText(key), inner]));
    }),
  );
}
