import { Lexer } from 'marked';
import { describe, expect, it } from 'vitest';

import { CjkHooks, CjkTokenizer } from '../../src/markdown/cjk-emphasis.js';
import { MarkdownBlocks } from '../../src/markdown/markdown-blocks.js';

interface AnyToken {
  readonly type: string;
  readonly raw: string;
  readonly tokens?: readonly AnyToken[];
}

/** The inline tokens of a paragraph: `b(...)` bold, `i(...)` italic, `s(...)` struck through. */
function shown(tokens: readonly AnyToken[] | undefined): string {
  const marks: Readonly<Record<string, string>> = { strong: 'b', em: 'i', del: 's', link: 'link' };
  return (tokens ?? [])
    .map(({ type, raw, tokens: inner }) => {
      const mark = marks[type];
      if (mark !== undefined) return `${mark}(${shown(inner)})`;
      return inner === undefined ? raw : shown(inner);
    })
    .join('');
}

function inline(text: string, growing = false): string {
  return new MarkdownBlocks()
    .parse(text, growing)
    .map(({ token }) => shown((token as AnyToken).tokens))
    .join('\n');
}

describe('emphasis beside Chinese, Japanese and Korean', () => {
  it.each([
    ['corner brackets', 'これは**「重要」**です。', 'これはb(「重要」)です。'],
    ['a full stop inside', '**これは重要。**次に', 'b(これは重要。)次に'],
    ['fullwidth brackets', '値は**（税込）**です', '値はb(（税込）)です'],
    ['brackets of ASCII', '値は**(税込)**です', '値はb((税込))です'],
    ['quotes of ASCII', '这是**"重要"**的', '这是b("重要")的'],
    ['curly quotes', '他说**“你好”**。然后', '他说b(“你好”)。然后'],
    ['fullwidth quotes', '這是**＂重要＂**的', '這是b(＂重要＂)的'],
    ['book titles', '请看**《红楼梦》**这本书', '请看b(《红楼梦》)这本书'],
    ['Korean particles', '이것은 **"중요"**입니다', '이것은 b("중요")입니다'],
    ['Korean brackets', '**삼성(Samsung)**은 크다', 'b(삼성(Samsung))은 크다'],
    ['Korean corner brackets', '책**『토지』**를 읽다', '책b(『토지』)를 읽다'],
    ['percent', '成長率は**10%**です', '成長率はb(10%)です'],
    ['code', '次の**`npm ci`**を実行', '次のb(`npm ci`)を実行'],
    ['a link', '次の**[資料](https://example.org)**を見る', '次のb(link(資料))を見る'],
    ['italics', 'これは*「重要」*です', 'これはi(「重要」)です'],
    ['bold italics', 'これは***「重要」***です', 'これはi(b(「重要」))です'],
    ['a deletion', 'これは~~「重要」~~です', 'これはs(「重要」)です'],
    ['underscores', 'これは__「重要」__です', 'これはb(「重要」)です'],
    ['single underscores', 'これは_（重要）_です', 'これはi(（重要）)です'],
    ['a rare ideograph', '𠮷**「野」**𠮷', '𠮷b(「野」)𠮷'],
    ['two of them', '**「一」**と**「二」**です', 'b(「一」)とb(「二」)です'],
    ['one in another', '**重要な*「点」*です。**次', 'b(重要なi(「点」)です。)次'],
    ['Bopomofo', 'ㄅㄆ**「ㄇ」**ㄈ', 'ㄅㄆb(「ㄇ」)ㄈ'],
  ])('is recognized with %s', (_, text, expected) => {
    expect(inline(text)).toBe(expected);
  });

  it.each([
    ['quoted emphasis', '「**重要**」です', '「b(重要)」です'],
    ['quoted underscores', '「_重要_」です', '「i(重要)」です'],
    ['plain bold', 'これは**重要**です', 'これはb(重要)です'],
    ['names with underscores', '変数ユーザー_名前_一覧と関数__init__を', undefined],
    ['spaces inside', '価格 ** 「高い」 ** です', undefined],
    ['an escaped asterisk', 'これは\\*\\*「重要」\\*\\*です', undefined],
    ['asterisks in code', 'これは`**「重要」**`です', undefined],
    ['an unclosed one', 'これは**「重要」です', undefined],
    ['Latin rules in Latin text', 'a**"b"**c', undefined],
  ])('changes nothing about %s', (_, text, expected) => {
    expect(inline(text)).toBe(expected ?? text);
  });

  it('is recognized while the text grows', () => {
    const text = 'これは**「重要」**です。';
    const frames = Array.from(text, (__, index) => inline(text.slice(0, index + 1), true));

    expect(frames.filter((frame) => frame.includes('*'))).toEqual([]);
    expect(frames).toContain('これはb(「重)');
    expect(frames.at(-1)).toBe('これはb(「重要」)です。');
  });

  it('costs little for many delimiters', () => {
    const text = 'は**「'.repeat(2_000);
    const started = performance.now();

    inline(text);
    inline('は*「あ」'.repeat(2_000));

    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('keeps every character of the text', () => {
    const lexer = new Lexer({ gfm: true, hooks: new CjkHooks(), tokenizer: new CjkTokenizer() });
    const text = '𠮷**「一」**、_（二）_、~~「三」~~、***“四”***で終わり。';

    const [paragraph] = lexer.lex(text) as unknown as readonly AnyToken[];

    expect(paragraph?.tokens?.map(({ raw }) => raw).join('')).toBe(text);
  });
});
