import type { MarkedToken, Token } from 'marked';
import { Fragment, type ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { joinLines } from './cjk-lines.js';
import { Words } from './growing-text.js';
import { CitationMark } from './citation-mark.js';
import { citedIndex, withoutCitationMarks } from './citation-marks.js';
import { safeLinkTarget, decodeReferences } from './safe-text.js';

/**
 * Renders the inline tokens of a block. Text from a model never becomes HTML: what looks like a tag is shown
 * as text, and links only point where `safeLinkTarget` allows.
 */
export function inlineElements(tokens: readonly Token[] | undefined): ReactNode {
  return (tokens ?? []).map((token, index, all) => (
    <Fragment key={index}>
      {inlineElement(token as MarkedToken, textOf(all[index - 1]), textOf(all[index + 1]))}
    </Fragment>
  ));
}

/** The text of a token, if there is one. */
function textOf(token: Token | undefined): string {
  return token !== undefined && 'text' in token ? String(token.text) : '';
}

/** @param before, after the text of the tokens around this one */
function inlineElement(token: MarkedToken, before: string, after: string): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlineElements(token.tokens)}</strong>;
    case 'em':
      return <em>{inlineElements(token.tokens)}</em>;
    case 'del':
      return <del>{inlineElements(token.tokens)}</del>;
    case 'codespan':
      return (
        <code dir="ltr" translate="no">
          <Words text={withoutCitationMarks(token.text)} />
        </code>
      );
    case 'br':
      return <br />;
    case 'link': {
      const cited = citedIndex(token.href);
      if (cited !== undefined) return <CitationMark index={cited} />;
      return link(token.href, inlineElements(token.tokens));
    }
    case 'image':
      // Loading an image would reveal the reader to its host, so the reader decides.
      return link(
        token.href,
        <Words text={token.text === '' ? token.href : decodeReferences(token.text)} />,
      );
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw.trim()) ? <br /> : <Words text={token.raw} />;
    case 'escape':
      return <Words text={token.text} />;
    case 'text':
      return token.tokens === undefined ? (
        <Words text={joinLines(decodeReferences(token.text), before, after)} />
      ) : (
        inlineElements(token.tokens)
      );
    case 'checkbox':
      return <TaskBox done={token.checked} />;
    default:
      return <Words text={token.raw} />;
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
