import type { MarkedToken, Token } from 'marked';
import { Fragment, type ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { safeLinkTarget, decodeReferences } from './safe-text.js';

/**
 * The inline parts of a block as elements. There is no path from a model's text to HTML: what looks like a tag
 * is shown as text, and a link leads only where `safeAddress` allows.
 */
export function inlineElements(tokens: readonly Token[] | undefined): ReactNode {
  return (tokens ?? []).map((token, index) => (
    <Fragment key={index}>{inlineElement(token as MarkedToken)}</Fragment>
  ));
}

function inlineElement(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlineElements(token.tokens)}</strong>;
    case 'em':
      return <em>{inlineElements(token.tokens)}</em>;
    case 'del':
      return <del>{inlineElements(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return link(token.href, inlineElements(token.tokens));
    case 'image':
      // Loading a picture would tell its host who reads; the reader decides.
      return link(token.href, token.text === '' ? token.href : decodeReferences(token.text));
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw.trim()) ? <br /> : token.raw;
    case 'escape':
      return token.text;
    case 'text':
      return token.tokens === undefined
        ? decodeReferences(token.text)
        : inlineElements(token.tokens);
    case 'checkbox':
      return <TaskBox done={token.checked} />;
    default:
      return token.raw;
  }
}

function link(href: string, content: ReactNode): ReactNode {
  const address = safeLinkTarget(href);
  return address === undefined ? (
    content
  ) : (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  );
}

function TaskBox({ done }: { readonly done: boolean }): ReactNode {
  const labels = useLabels();
  return (
    <input
      type="checkbox"
      checked={done}
      disabled
      aria-label={done ? labels.taskDone : labels.taskOpen}
    />
  );
}
