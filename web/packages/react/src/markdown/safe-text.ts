const namedReferences: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  times: '×',
  middot: '·',
  bull: '•',
  deg: '°',
  plusmn: '±',
  le: '≤',
  ge: '≥',
  ne: '≠',
  larr: '←',
  rarr: '→',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  sect: '§',
};

/** Decodes HTML character references. Unknown ones are left as they are. */
export function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') {
        return namedReferences[name] ?? whole;
      }
      const code = typeof decimal === 'string' ? parseInt(decimal, 10) : parseInt(String(hex), 16);
      const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : whole;
    },
  );
}

/** The target of a link, if it is safe. Anything else, such as `javascript:`, is shown as plain text. */
export function safeLinkTarget(href: string): string | undefined {
  const address = decodeReferences(href).trim();
  return /^(?:https?:|mailto:|tel:)/i.test(address) ? address : undefined;
}
