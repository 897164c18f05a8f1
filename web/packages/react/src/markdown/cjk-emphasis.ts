import { Hooks, type Lexer, Tokenizer, type Tokens } from 'marked';

import { withoutMath } from './math.js';

/** Chinese, Japanese and Korean text, with its punctuation and fullwidth forms. */
const cjk =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script_Extensions=Hangul}\p{Script_Extensions=Bopomofo}\u3000-\u303f\uff00-\uffef]/u;
const punctuation = /[\p{P}\p{S}]/u;
const delimiterRun = /\*+|_+|~+/g;
const delimiters = '*_~';

/** Reads nothing: the tokenizer is only asked where an emphasis ends. */
const noLexer = { inlineTokens: () => [] } as unknown as Lexer;

type Emphasis = Tokens.Em | Tokens.Strong | Tokens.Del;

/** Shows the tokenizer what is around delimiters, as `CjkTokenizer` wants it judged, and no formulas. */
export class CjkHooks extends Hooks {
  override emStrongMask(text: string): string {
    const masked = withoutMath(text);
    return cjk.test(masked) ? lettersBesideCjk(masked) : masked;
  }
}

/**
 * Emphasis in scripts that are written without spaces. CommonMark decides by the spaces around punctuation, and
 * so leaves the asterisks of `これは**「重要」**です` as they are. Next to Chinese, Japanese or Korean, punctuation
 * counts as a letter here, as in https://github.com/tats-u/markdown-cjk-friendly. Needs `CjkHooks`.
 */
export class CjkTokenizer extends Tokenizer {
  override emStrong(
    src: string,
    masked: string,
    previous?: string,
  ): Tokens.Em | Tokens.Strong | undefined {
    return this.#judge(src, masked, previous, (...judged) => super.emStrong(...judged));
  }

  override del(src: string, masked: string, previous?: string): Tokens.Del | undefined {
    return this.#judge(src, masked, previous, (...judged) => super.del(...judged));
  }

  #judge<Token extends Emphasis>(
    src: string,
    masked: string,
    previous: string | undefined,
    judge: (src: string, masked: string, previous?: string) => Token | undefined,
  ): Token | undefined {
    const delimiter = src[0] ?? ' ';
    if (!delimiters.includes(delimiter)) return undefined;
    const start = masked.length - src.length;
    let end = 1;
    while (src[end] === delimiter) end += 1;
    const after = masked[start + end] ?? '';
    const before = (previous ?? '') === '' ? previous : masked[start - 1];
    if (after === (src[end] ?? '')) return judge(src, masked, before);

    const { lexer } = this;
    let found: Token | undefined;
    this.lexer = noLexer;
    try {
      found = judge(src.slice(0, end) + after + src.slice(end + 1), masked, before);
    } finally {
      this.lexer = lexer;
    }
    if (found === undefined) return undefined;
    const raw = src.slice(0, found.raw.length);
    const margin = (raw.length - found.text.length) / 2;
    const text = raw.slice(margin, -margin);
    return { ...found, raw, text, tokens: lexer.inlineTokens(text) };
  }
}

/** Replaces the punctuation around delimiters next to CJK, so that the rules of CommonMark let them pass. */
function lettersBesideCjk(text: string): string {
  const characters = text.split('');
  for (const { 0: run, index } of text.matchAll(delimiterRun)) {
    const end = index + run.length;
    const before = codePointBefore(text, index);
    const after = codePointAt(text, end);
    if (!cjk.test(before) && !cjk.test(after)) continue;
    const [first, last] = [isReplaceable(before), isReplaceable(after)];
    if (!run.startsWith('_')) {
      if (first) characters[index - 1] = 'a';
      if (last) characters[end] = 'a';
    } else if (first !== last) {
      // An underscore within a word emphasizes nothing. One between a word and a bracket is not within a word.
      characters[first ? end : index - 1] = '.';
    }
  }
  return characters.join('');
}

function isReplaceable(character: string): boolean {
  return character.length === 1 && !delimiters.includes(character) && punctuation.test(character);
}

function codePointAt(text: string, index: number): string {
  return String.fromCodePoint(...[text.codePointAt(index) ?? 0x20]);
}

function codePointBefore(text: string, index: number): string {
  const pair = text.codePointAt(index - 2);
  return pair !== undefined && pair > 0xffff
    ? String.fromCodePoint(pair)
    : codePointAt(text, index - 1);
}
