import type { TokenizerExtensionFunction, TokenizerStartFunction, Tokens } from 'marked';

/** A formula in TeX. */
export interface MathToken extends Tokens.Generic {
  readonly type: 'math';
  readonly text: string;
  readonly display: boolean;
  /** False while its end has not arrived. */
  readonly complete: boolean;
}

/** Text without a blank line, as short as possible. */
const content = String.raw`((?:(?!\n[ \t]*\n)[^])+?)`;
const displayBlocks = [
  new RegExp(String.raw`^ {0,3}\$\$${content}\$\$[ \t]*(?:\n|$)`),
  new RegExp(String.raw`^ {0,3}\\\[${content}\\\][ \t]*(?:\n|$)`),
];
const displaySpans = [
  new RegExp(String.raw`^\$\$(?!\$)${content}\$\$`),
  new RegExp(String.raw`^\\\[${content}\\\]`),
];
const parentheses = new RegExp(String.raw`^\\\(${content}\\\)`);
/** As in Pandoc: no space inside the dollars, and no letter or digit after them, so that prices are no formulas. */
const dollars = /^\$(?![\s$])((?:[^$\\\n]|\\[^\n])+?)(?<![\s\\])\$(?![\p{L}\d$])/u;
const anyStart = /\$|\\[([]/;
const opened = /^ {0,3}(?:\$\$|\\\[)(?=\s|\\|[^\s$])((?:(?!\n[ \t]*\n)[^])*)$/;

/** Reads a formula in lines of its own: `$$ ... $$` or `\[ ... \]`. */
export const mathBlock: TokenizerExtensionFunction = (src) => {
  for (const rule of displayBlocks) {
    const [raw, text] = rule.exec(src) ?? [];
    if (raw !== undefined && text !== undefined) return token(raw, text, true);
  }
  return undefined;
};

/** Reads a formula whose end has not arrived. It is the last block of a growing text. */
export const openMathBlock: TokenizerExtensionFunction = (src) => {
  const [raw, text] = opened.exec(src) ?? [];
  return raw === undefined || text === undefined
    ? undefined
    : { ...token(raw, text, true), complete: false };
};

export const mathBlockStart: TokenizerStartFunction = (src) => {
  const index = src.search(/\n {0,3}(?:\$\$|\\\[)/);
  return index < 0 ? undefined : index + 1;
};

/** Reads a formula within a line: `$ ... $`, `\( ... \)`, or one for display. */
export const mathSpan: TokenizerExtensionFunction = (src) => spanAt(src);

export const mathSpanStart: TokenizerStartFunction = (src) => {
  const index = src.search(anyStart);
  return index < 0 ? undefined : index;
};

function spanAt(src: string): MathToken | undefined {
  for (const rule of displaySpans) {
    const [raw, text] = rule.exec(src) ?? [];
    if (raw !== undefined && text !== undefined) return token(raw, text, true);
  }
  for (const rule of [parentheses, dollars]) {
    const [raw, text] = rule.exec(src) ?? [];
    if (raw !== undefined && text !== undefined) return token(raw, text, false);
  }
  return undefined;
}

/** Letters in place of the formulas of a text, so that nothing in them counts as emphasis. */
export function withoutMath(text: string): string {
  let masked = '';
  let from = 0;
  for (const { index, length } of formulasOf(text)) {
    masked += text.slice(from, index) + 'a'.repeat(length);
    from = index + length;
  }
  return masked + text.slice(from);
}

/**
 * The beginning of a formula that has not ended, at the end of a text. A dollar before a digit or a word is more
 * often a price or a name.
 */
const unfinished =
  /^(?:\\[([][^\n]{0,300}|\$(?:\$[^$\n]{0,300}|(?:\\|[a-zA-Z](?![a-zA-Z]))[^$\n]{0,100})?)$/;

/** Text without a formula at its end that has begun and not ended. */
export function withoutOpenMath(text: string): string {
  const from = formulasOf(text).at(-1);
  for (let index = from === undefined ? 0 : from.index + from.length; ; index += 1) {
    const start = text.slice(index).search(anyStart);
    if (start < 0) return text;
    index += start;
    if (text[index - 1] !== '\\' && unfinished.test(text.slice(index))) return text.slice(0, index);
  }
}

/** Where the formulas of a text are. */
function formulasOf(text: string): readonly { readonly index: number; readonly length: number }[] {
  const formulas = [];
  for (let index = 0; ;) {
    const start = text.slice(index).search(anyStart);
    if (start < 0) return formulas;
    index += start;
    const length = spanAt(text.slice(index))?.raw.length;
    if (length !== undefined) formulas.push({ index, length });
    index += length ?? 1;
  }
}

function token(raw: string, text: string, display: boolean): MathToken {
  return { type: 'math', raw, text: text.trim(), display, complete: true };
}
