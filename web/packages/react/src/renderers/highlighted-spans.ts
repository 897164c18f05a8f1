/** The kinds of tokens that have a colour of their own. */
export const tokenKinds = [
  'keyword',
  'string',
  'number',
  'comment',
  'name',
  'type',
  'addition',
  'deletion',
] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** A part of a code that has a colour: from `start` up to but without `end`. */
export interface HighlightedSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}

/** The scopes of highlight.js by the kind that they belong to. Others have the colour of the text. */
const scopes: Readonly<Record<TokenKind, string>> = {
  keyword: 'keyword literal operator selector-tag meta-keyword doctag tag template-tag section',
  string: 'string regexp char template-variable link symbol quote',
  number: 'number bullet',
  comment: 'comment meta',
  name: 'title name selector-class selector-id',
  type: 'type built_in attr attribute property variable params-type',
  addition: 'addition',
  deletion: 'deletion',
};
const kindOf = new Map(
  tokenKinds.flatMap((kind) => scopes[kind].split(' ').map((scope) => [scope, kind] as const)),
);
const references: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};
const pieces = /<span class="(?:hljs-)?([\w-]+)[^"]*">|(<\/span>)|(&[a-z0-9#]+;)|([^<&]+)/g;

/** The coloured parts of a code, from the markup that highlight.js writes for it. The innermost scope counts. */
export function highlightedSpans(markup: string): readonly HighlightedSpan[] {
  const spans: { start: number; end: number; kind: TokenKind }[] = [];
  const open: (TokenKind | undefined)[] = [];
  let at = 0;
  for (const [, scope, close, reference, text] of markup.matchAll(pieces)) {
    if (scope !== undefined) {
      open.push(kindOf.get(scope));
    } else if (close !== undefined) {
      open.pop();
    } else {
      const length = text?.length ?? references[reference ?? '']?.length ?? reference?.length ?? 0;
      const kind = open.at(-1);
      const last = spans.at(-1);
      if (kind !== undefined && last?.kind === kind && last.end === at) last.end += length;
      else if (kind !== undefined) spans.push({ start: at, end: at + length, kind });
      at += length;
    }
  }
  return spans;
}
