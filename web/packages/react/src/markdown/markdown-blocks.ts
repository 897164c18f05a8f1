import { Lexer, type Links, type Token, type Tokens, type TokensList } from 'marked';
import remend from 'remend';

import { CjkHooks, CjkTokenizer } from './cjk-emphasis.js';
import { footnote, footnoteMark, footnoteMarkStart, footnoteStart } from './footnotes.js';
import {
  mathBlock,
  mathBlockStart,
  mathSpan,
  mathSpanStart,
  openMathBlock,
  withoutOpenMath,
} from './math.js';

/** A top-level block of a Markdown text: a paragraph, list, table or code block. */
export interface MarkdownBlock {
  /** Its position in the text. Stable while the text grows. */
  readonly key: number;
  readonly token: Token;
  /** Equal for equal blocks; compared before a block is rendered again. */
  readonly signature: string;
  /** For a heading: its level on the page, which never skips one. */
  readonly headingLevel: number;
  /** The headings above it, itself included, outermost first. */
  readonly outline: readonly OutlineHeading[];
}

/** A heading's depth in the text and its level on the page. */
interface OutlineHeading {
  readonly depth: number;
  readonly level: number;
}

/** Answers start below the headings of the page and the message. */
const firstHeadingLevel = 3;

/**
 * Blocks at the end of a growing text that more text may still change: the head of a table is a paragraph at
 * first.
 */
const unstableBlocks = 2;

/** Characters of the stable text that are compared to tell whether a text continues it. */
const comparedCharacters = 200;

/**
 * Splits a Markdown text into blocks. While the text grows, only its end is parsed again, so that the cost of
 * a repaint does not depend on the length of the answer. Unfinished syntax at the end is closed for display.
 */
export class MarkdownBlocks {
  private stableBlocks: readonly MarkdownBlock[] = [];
  private stableLength = 0;
  /** The end of the stable text, which identifies it. */
  private stableEnd = '';
  private links: Links = {};

  /** Parses a text, usually the previous one with more at its end. */
  parse(text: string, growing: boolean): readonly MarkdownBlock[] {
    if (!text.startsWith(this.stableEnd, this.stableLength - this.stableEnd.length)) {
      this.stableBlocks = [];
      this.stableLength = 0;
      this.stableEnd = '';
      this.links = {};
    }
    const tail = lex(text.slice(this.stableLength), this.links, growing);
    if (!growing) return this.parseFinished(text, tail);
    const blocks = toBlocks(
      closeLast(visibleTokens(tail), tail.links),
      this.stableBlocks,
      tail.links,
    );
    this.advanceStable(tail);
    return blocks;
  }

  /** All blocks of a finished text. Only a link definition can change blocks that were stable. */
  private parseFinished(text: string, tail: TokensList): readonly MarkdownBlock[] {
    if (Object.keys(tail.links).length === 0)
      return toBlocks(visibleTokens(tail), this.stableBlocks, {});
    const tokens = lex(text, {});
    return toBlocks(visibleTokens(tokens), [], tokens.links);
  }

  /** Moves the end of the stable text to the last blank line that has enough blocks after it. */
  private advanceStable(tail: TokensList): void {
    let blocksAfter = 0;
    for (let index = tail.length - 1; index > 0; index -= 1) {
      const token = tail[index];
      if (token?.type !== 'space') {
        blocksAfter += 1;
      } else if (blocksAfter >= unstableBlocks) {
        const tokens = tail.slice(0, index + 1);
        const text = tokens.map(({ raw }) => raw).join('');
        this.stableBlocks = toBlocks(visibleTokens(tokens), this.stableBlocks, tail.links);
        this.stableLength += text.length;
        this.stableEnd = text.slice(-comparedCharacters);
        this.links = tail.links;
        return;
      }
    }
  }
}

const extensions = {
  renderers: {},
  childTokens: {},
  inline: [mathSpan, footnoteMark],
  startInline: [mathSpanStart, footnoteMarkStart],
  block: [mathBlock, footnote],
  startBlock: [mathBlockStart, footnoteStart],
};
const growingExtensions = { ...extensions, block: [...extensions.block, openMathBlock] };

function lex(text: string, links: Links, growing = false): TokensList {
  const lexer = new Lexer({
    gfm: true,
    hooks: new CjkHooks(),
    tokenizer: new CjkTokenizer(),
    extensions: growing ? growingExtensions : extensions,
  });
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(text);
}

/** A heading has no text yet when only its number signs have arrived. */
function visibleTokens(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    (token) =>
      token.type !== 'space' &&
      token.type !== 'def' &&
      !(token.type === 'heading' && (token as Tokens.Heading).text === ''),
  );
}

/**
 * Closes unfinished syntax in the last token: unmatched asterisks, half a link, a table that is only its
 * head.
 */
function closeLast(tokens: readonly Token[], links: Links): readonly Token[] {
  const last = tokens.at(-1);
  if (last === undefined || last.type === 'code' || last.type === 'math') {
    return tokens;
  }
  // Without the delimiters that would end or begin something: what they mean is decided by the next character.
  const text = withoutOpenMath(withoutTableHead(last))
    .replace(/(?<![\\*_~])[*_~]+$/, '')
    .replace(/\[(?:\^[^\]\s]{0,40}|\d{0,3})$/, '');
  const whole = remend(text, { linkMode: 'text-only', katex: false });
  return whole === last.raw
    ? tokens
    : [...tokens.slice(0, -1), ...visibleTokens(lex(whole, links))];
}

/**
 * A table is a paragraph until its second line is complete. Until then it is hidden rather than shown with
 * its bars.
 */
function withoutTableHead(token: Token): string {
  return token.type === 'paragraph'
    ? token.raw.replace(/(^|\n)[ \t]*\|[^\n]*(\n[ \t]*(?:[|:-][-|: \t]*)?)?$/, '')
    : token.raw;
}

/** Converts tokens to blocks that follow other blocks, with heading levels that continue theirs. */
function toBlocks(
  tokens: readonly Token[],
  before: readonly MarkdownBlock[],
  links: Links,
): readonly MarkdownBlock[] {
  const linked = Object.keys(links).length > 0;
  let outline = before.at(-1)?.outline ?? [];
  const blocks = tokens.map((token, index) => {
    if (token.type === 'heading') {
      outline = nestHeading(outline, (token as Tokens.Heading).depth);
    }
    const level = outline.at(-1)?.level ?? firstHeadingLevel - 1;
    // A link may be defined far below the block that uses it.
    const reference = linked && token.raw.includes('[') ? ' linked' : '';
    return {
      key: before.length + index,
      token,
      headingLevel: level,
      outline,
      signature: `${String(level)}${reference} ${token.raw}`,
    };
  });
  return [...before, ...blocks];
}

/** Headings of one depth share a level, one below the level of the heading above them. */
function nestHeading(outline: readonly OutlineHeading[], depth: number): readonly OutlineHeading[] {
  const above = outline.filter((heading) => heading.depth < depth);
  const level = (above.at(-1)?.level ?? firstHeadingLevel - 1) + 1;
  return [...above, { depth, level: Math.min(level, 6) }];
}
