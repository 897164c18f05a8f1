'use client';

import { Fragment, type ReactNode, useEffect, useId, useMemo, useState } from 'react';

import { stepsOf } from '../turn/answer-steps.js';
import { type ChatMessage, isInProgress } from '../turn/chat-message.js';
import { numberedSources } from '../turn/citations.js';
import { useLabels } from '../labels/use-labels.js';
import { CitedSourcesContext, type NumberedSource } from '../markdown/citation-mark.js';
import { StreamedMarkdown } from '../markdown/streamed-markdown.js';
import { warmUpParser } from '../markdown/warm-up.js';
import { MessageSkeleton } from './skeletons.js';
import { FinishedThoughts, hasFinishedThought } from './thinking.js';
import { ToolCallGroup } from './tool-calls.js';

export interface UserMessageProps {
  readonly message: ChatMessage;
  /** Shown above the text: the images and files of the message. */
  readonly children?: ReactNode;
  /** Shown below the text: what can be done with the message. */
  readonly actions?: ReactNode;
}

/** A text beyond one of these is shown in part at first. The style sheet decides how much of it. */
const maxShownCharacters = 1_000;
const maxShownLines = 12;

/** A user's message, verbatim. Of a long one, its first lines, and the rest on request. */
export function UserMessage({ message, children, actions }: UserMessageProps): ReactNode {
  const { text, state } = message;
  const labels = useLabels();
  return (
    <article
      className="fw-message fw-user-message"
      data-state={state}
      aria-label={labels.yourMessage}
    >
      {children}
      {text !== '' &&
        (isLong(text) ? (
          <LongText text={text} />
        ) : (
          <div className="fw-user-text" dir="auto">
            {text}
          </div>
        ))}
      {actions !== undefined && <div className="fw-message-actions">{actions}</div>}
    </article>
  );
}

function isLong(text: string): boolean {
  return (
    text.length > maxShownCharacters || text.split('\n', maxShownLines + 1).length > maxShownLines
  );
}

function LongText({ text }: { readonly text: string }): ReactNode {
  const labels = useLabels();
  const [expanded, setExpanded] = useState(false);
  const id = useId();
  return (
    <div className="fw-user-text" data-long={expanded ? 'expanded' : 'folded'}>
      <div id={id} dir="auto">
        {text}
      </div>
      <button
        type="button"
        className="fw-quiet-button"
        aria-expanded={expanded}
        aria-controls={id}
        onClick={() => {
          setExpanded(!expanded);
        }}
      >
        {expanded ? labels.showLess : labels.showAll}
      </button>
    </div>
  );
}

/** Longer than the user's own message takes to be painted, and shorter than a model takes to answer. */
const warmUpDelayMs = 150;

/** The sources of an answer. The same list for as long as it has the same content: all of the text depends on it. */
function useSources(message: ChatMessage): readonly NumberedSource[] {
  const content = JSON.stringify(numberedSources(message));
  return useMemo(() => JSON.parse(content) as readonly NumberedSource[], [content]);
}

export interface AssistantMessageProps {
  readonly message: ChatMessage;
  /** Shown exactly while the answer is pending. Defaults to `MessageSkeleton`. */
  readonly skeleton?: ReactNode;
  /**
   * The shape of the whole answer, which its text replaces line by line. Without it, `skeleton` disappears
   * with the first text. Content below does not shift unless the answer grows longer than its shape.
   */
  readonly shape?: ReactNode;
  /** Shown above the answer from the start, so that nothing moves when text arrives. */
  readonly header?: ReactNode;
  /** Shown below the answer: notices, actions, figures. */
  readonly children?: ReactNode;
}

/**
 * An answer in any state: its placeholder, its streaming text, its complete text. What the model thought comes
 * before the text, and the tools that it called come after it.
 */
export function AssistantMessage(props: AssistantMessageProps): ReactNode {
  const { message, shape, skeleton = <MessageSkeleton />, header, children } = props;
  const { turn } = message;
  const labels = useLabels();
  const growing = message.state === 'streaming';
  const shaped = shape !== undefined && isInProgress(message);
  const pending = message.state === 'pending';
  const steps = stepsOf(message);
  const cited = useSources(message);
  useEffect(() => {
    if (!pending) return undefined;
    const timer = setTimeout(warmUpParser, warmUpDelayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [pending]);
  const covered =
    shaped ||
    (pending && turn !== undefined && (hasFinishedThought(turn) || turn.toolCalls.length > 0));
  return (
    <article
      className="fw-message fw-assistant-message"
      data-state={message.state}
      data-stopping={message.stopping === true ? '' : undefined}
      aria-label={labels.answerBy}
    >
      {header}
      <div className="fw-answer" dir="auto" data-shaped={covered ? '' : undefined}>
        {shaped && <div aria-hidden={growing}>{shape}</div>}
        {pending && shape === undefined && skeleton}
        <CitedSourcesContext value={cited}>
          <div className="fw-steps">
            {steps.map(({ thoughts, notes, text, citations, toolCalls }, index) => (
              <Fragment key={index}>
                <FinishedThoughts turn={{ thoughts }} />
                {notes.map((note, place) => (
                  <p key={place} className="fw-note">
                    {note}
                  </p>
                ))}
                {text !== '' && (
                  <StreamedMarkdown
                    text={text}
                    growing={growing && index === steps.length - 1 && toolCalls.length === 0}
                    {...(citations.length > 0 ? { citations } : {})}
                  />
                )}
                <ToolCallGroup calls={toolCalls} live={isInProgress(message)} />
              </Fragment>
            ))}
          </div>
        </CitedSourcesContext>
      </div>
      {children}
    </article>
  );
}
