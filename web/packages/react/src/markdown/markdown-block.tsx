import type { MarkedToken, Token, Tokens } from 'marked';
import { createElement, memo, type ReactNode } from 'react';

import { withoutCitationMarks } from './citation-marks.js';
import { CodeBlock } from './code-block.js';
import { directionOf } from './direction.js';
import { Footnote } from './footnote.js';
import type { FootnoteToken } from './footnotes.js';
import { Formula } from './formula.js';
import { Words } from './growing-text.js';
import type { MarkdownBlock } from './markdown-blocks.js';
import type { MathToken } from './math.js';
import { inlineElements } from './markdown-inline.js';
import { ScrollRegion } from './scroll-region.js';

/** A block, rendered again only if its text has changed. */
export const Block = memo(
  ({ block }: { readonly block: MarkdownBlock }) => blockElement(block.token, block.headingLevel),
  (before, after) => before.block.signature === after.block.signature,
);
Block.displayName = 'Block';

function blockElements(tokens: readonly Token[], headingLevel: number): ReactNode {
  return tokens.map((token, index) => (
    <NestedBlock key={index} token={token} headingLevel={headingLevel} />
  ));
}

function NestedBlock(props: { readonly token: Token; readonly headingLevel: number }): ReactNode {
  return blockElement(props.token, props.headingLevel);
}

function blockElement(generic: Token, headingLevel: number): ReactNode {
  const token = generic as MarkedToken | MathToken | FootnoteToken;
  switch (token.type) {
    case 'heading':
      return createElement(
        `h${String(headingLevel)}`,
        { dir: 'auto' },
        inlineElements(token.tokens),
      );
    case 'paragraph':
      return <p dir="auto">{inlineElements(token.tokens)}</p>;
    case 'text':
      return inlineElements(token.tokens ?? [token]);
    case 'code':
      return (
        <CodeBlock
          code={withoutCitationMarks(token.text)}
          language={token.lang?.split(/\s/)[0] ?? ''}
          complete={isClosed(token.raw)}
        />
      );
    case 'math':
      return (
        <Formula
          tex={withoutCitationMarks(token.text)}
          source={withoutCitationMarks(token.raw).trim()}
          display
          complete={token.complete}
        />
      );
    case 'footnote':
      return <Footnote name={token.name}>{inlineElements(token.tokens)}</Footnote>;
    case 'list':
      return list(token, headingLevel);
    case 'table':
      return table(token);
    case 'blockquote':
      return (
        <blockquote dir={directionOf(token.text)}>
          {blockElements(token.tokens, headingLevel)}
        </blockquote>
      );
    case 'hr':
      return <hr />;
    case 'html':
      return (
        <p dir="auto">
          <Words text={withoutCitationMarks(token.raw).trim()} />
        </p>
      );
    case 'space':
    case 'def':
      return null;
    default:
      return inlineElements([token]);
  }
}

/** Whether the closing fence of a code block has arrived. */
function isClosed(raw: string): boolean {
  const [, fence] = /^ {0,3}(`{3,}|~{3,})/.exec(raw) ?? [];
  return fence !== undefined && new RegExp(`\\n {0,3}${fence}[\`~]*[ \\t]*\\n*$`).test(raw);
}

function list(token: Tokens.List, headingLevel: number): ReactNode {
  const items = token.items.map((item, index) => (
    <li
      key={index}
      dir={directionOf(item.text)}
      data-loose={item.loose ? '' : undefined}
      data-task={item.task ? '' : undefined}
    >
      {item.tokens.map((inner, position) => (
        <ItemBlock key={position} token={inner} headingLevel={headingLevel} />
      ))}
    </li>
  ));
  const dir = directionOf(token.raw);
  return token.ordered ? (
    <ol start={token.start === '' ? 1 : token.start} dir={dir}>
      {items}
    </ol>
  ) : (
    <ul dir={dir}>{items}</ul>
  );
}

/**
 * A block of a list item. Its text is a paragraph from the start: a list becomes loose with a blank line further
 * down, and replacing its elements then would end a selection in them.
 */
function ItemBlock({
  token,
  headingLevel,
}: {
  readonly token: Token;
  readonly headingLevel: number;
}): ReactNode {
  return token.type === 'text' || token.type === 'paragraph' ? (
    <p>{inlineElements((token as Tokens.Text).tokens ?? [token])}</p>
  ) : (
    blockElement(token, headingLevel)
  );
}

function table(token: Tokens.Table): ReactNode {
  return (
    <ScrollRegion className="fw-table" kind="table">
      <table dir={directionOf(token.raw)}>
        <thead>
          <tr>
            {token.header.map((cell, column) => (
              <th key={column} scope="col" dir="auto" data-align={cell.align ?? undefined}>
                {inlineElements(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} dir="auto" data-align={cell.align ?? undefined}>
                  {inlineElements(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
