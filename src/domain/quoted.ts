/** Somebody else's words inside a sentence of ours: as code, cut to size, so that they neither format nor run away with the sentence. */
export const quoted = (text: string, longest = 80): string =>
  `\`${(text.length > longest ? `${text.slice(0, longest - 1)}…` : text).replace(/`/g, "'").trim()}\``;
