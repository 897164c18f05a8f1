import type { MarkedToken, Token } from 'marked';
import { Fragment, type ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { joinLines } from './cjk-lines.js';
import { Words } from './growing-text.js';
import { CitationMark, CitedSourcesContext, CitedWords } from './citation-mark.js';
import { citedIndex, withoutCitationMarks } from './citation-marks.js';
import { FootnoteMark } from './footnote.js';
import type { FootnoteMarkToken } from './footnotes.js';
import { Formula } from './formula.js';
import type { MathToken } from './math.js';
import { RequestedImage } from './requested-image.js';
import { useMarkdownRenderers } from './renderers.js';
import { safeLinkTarget, decodeReferences } from './safe-text.js';

type InlineToken = MarkedToken | MathToken | FootnoteMarkToken;

/**
 * Renders the inline tokens of a block. Text from a model never becomes HTML: what looks like a tag is shown
 * as text, and links only point where `safeLinkTarget` allows.
 */
export function inlineElements(tokens: readonly Token[] | undefined): ReactNode {
  return (tokens ?? []).map((token, index, all) => (
    <Fragment key={index}>
      {inlineElement(token as InlineToken, textOf(all[index - 1]), textOf(all[index + 1]))}
    </Fragment>
  ));
}

/** The text of a token, if there is one. */
function textOf(token: Token | undefined): string {
  return token !== undefined && 'text' in token ? String(token.text) : '';
}

/** @param before, after the text of the tokens around this one */
function inlineElement(token: InlineToken, before: string, after: string): ReactNode {
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
      return (
        <Link href={token.href} title={token.title ?? undefined}>
          {inlineElements(token.tokens)}
        </Link>
      );
    }
    case 'image':
      return (
        <Image
          href={token.href}
          alt={decodeReferences(withoutCitationMarks(token.text))}
          title={token.title ?? undefined}
        />
      );
    case 'math':
      return (
        <Formula
          tex={withoutCitationMarks(token.text)}
          source={withoutCitationMarks(token.raw)}
          display={token.display}
          complete
        />
      );
    case 'footnoteMark':
      return <FootnoteMark name={token.name} />;
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw.trim()) ? <br /> : <Words text={token.raw} />;
    case 'escape':
      return <Words text={token.text} />;
    case 'text':
      return token.tokens === undefined ? (
        <CitedWords text={joinLines(decodeReferences(token.text), before, after)} />
      ) : (
        inlineElements(token.tokens)
      );
    case 'checkbox':
      return <TaskBox done={token.checked} />;
    default:
      return <Words text={token.raw} />;
  }
}

interface LinkProps {
  readonly href: string;
  readonly title: string | undefined;
  readonly children: ReactNode;
}

const nothingCited = [] as const;

/** A link, if its target is safe. It contains no links to sources. */
function Link({ href, title, children }: LinkProps): ReactNode {
  const { link: Custom } = useMarkdownRenderers();
  const address = safeLinkTarget(href);
  if (address === undefined) return children;
  const content = <CitedSourcesContext value={nothingCited}>{children}</CitedSourcesContext>;
  if (Custom !== undefined) {
    return (
      <Custom href={address} {...(title === undefined ? {} : { title })}>
        {content}
      </Custom>
    );
  }
  return (
    <a href={address} title={title} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  );
}

interface ImageProps {
  readonly href: string;
  readonly alt: string;
  readonly title: string | undefined;
}

/** An image, if it is one of the web; otherwise its description. */
function Image({ href, alt, title }: ImageProps): ReactNode {
  const { image: Custom = RequestedImage } = useMarkdownRenderers();
  const address = safeLinkTarget(href);
  return address !== undefined && /^https?:/i.test(address) ? (
    <Custom src={address} alt={alt} {...(title === undefined ? {} : { title })} />
  ) : (
    <Words text={alt === '' ? href : alt} />
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
