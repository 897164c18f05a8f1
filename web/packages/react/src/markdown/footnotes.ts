import type { TokenizerExtensionFunction, TokenizerStartFunction, Tokens } from 'marked';

/** A mark that refers to a footnote: `[^1]`. */
export interface FootnoteMarkToken extends Tokens.Generic {
  readonly type: 'footnoteMark';
  readonly name: string;
}

/** A footnote: `[^1]: text`. */
export interface FootnoteToken extends Tokens.Generic {
  readonly type: 'footnote';
  readonly name: string;
}

const mark = /^\[\^([^\]\s[]{1,40})\](?!:)/;
/** Up to a blank line or the next footnote. */
const note = /^\[\^([^\]\s[]{1,40})\]:[ \t]*((?:(?!\n(?:[ \t]*\n|\[\^))[^])*)(?:\n|$)/;

export const footnote: TokenizerExtensionFunction = function footnote(src) {
  const [raw, name, text] = note.exec(src) ?? [];
  if (raw === undefined || name === undefined || text === undefined) return undefined;
  return { type: 'footnote', raw, name, text, tokens: this.lexer.inline(text) };
};

export const footnoteStart: TokenizerStartFunction = (src) => {
  const index = src.search(/\n\[\^[^\]\s]+\]:/);
  return index < 0 ? undefined : index + 1;
};

export const footnoteMark: TokenizerExtensionFunction = (src) => {
  const [raw, name] = mark.exec(src) ?? [];
  return raw === undefined || name === undefined ? undefined : { type: 'footnoteMark', raw, name };
};

export const footnoteMarkStart: TokenizerStartFunction = (src) => {
  const index = src.indexOf('[^');
  return index < 0 ? undefined : index;
};
