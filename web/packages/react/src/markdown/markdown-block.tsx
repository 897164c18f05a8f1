import type { MarkedToken, Token, Tokens } from 'marked';
import { createElement, memo, type ReactNode } from 'react';

import { withoutCitationMarks } from './citation-marks.js';
import { CodeBlock } from './code-block.js';
import type { MarkdownBlock } from './markdown-blocks.js';
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
  const token = generic as MarkedToken;
  switch (token.type) {
    case 'heading':
      return createElement(`h${String(headingLevel)}`, null, inlineElements(token.tokens));
    case 'paragraph':
      return <p>{inlineElements(token.tokens)}</p>;
    case 'text':
      return inlineElements(token.tokens ?? [token]);
    case 'code':
      return (
        <CodeBlock
          code={withoutCitationMarks(token.text)}
          language={token.lang?.split(/\s/)[0] ?? ''}
        />
      );
    case 'list':
      return list(token, headingLevel);
    case 'table':
      return table(token);
    case 'blockquote':
      return <blockquote>{blockElements(token.tokens, headingLevel)}</blockquote>;
    case 'hr':
      return <hr />;
    case 'html':
      return <p>{withoutCitationMarks(token.raw).trim()}</p>;
    case 'space':
    case 'def':
      return null;
    default:
      return inlineElements([token]);
  }
}

function list(token: Tokens.List, headingLevel: number): ReactNode {
  const items = token.items.map((item, index) => (
    <li key={index} data-task={item.task ? '' : undefined}>
      {blockElements(item.tokens, headingLevel)}
    </li>
  ));
  return token.ordered ? (
    <ol start={token.start === '' ? 1 : token.start}>{items}</ol>
  ) : (
    <ul>{items}</ul>
  );
}

function table(token: Tokens.Table): ReactNode {
  return (
    <ScrollRegion className="fw-table" kind="table">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, column) => (
              <th key={column} scope="col" data-align={cell.align ?? undefined}>
                {inlineElements(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} data-align={cell.align ?? undefined}>
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
