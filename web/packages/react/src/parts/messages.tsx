'use client';

import type { ReactNode } from 'react';

import { type ChatMessage, isInProgress } from '../turn/chat-message.js';
import { useLabels } from '../labels/use-labels.js';
import { StreamedMarkdown } from '../markdown/streamed-markdown.js';
import { MessageSkeleton } from './skeletons.js';
import { FinishedThoughts, hasFinishedThought } from './thinking.js';

export interface UserMessageProps {
  readonly message: ChatMessage;
}

/** A user's message, verbatim. */
export function UserMessage({ message }: UserMessageProps): ReactNode {
  const labels = useLabels();
  return (
    <article
      className="fw-message fw-user-message"
      data-state={message.state}
      aria-label={labels.yourMessage}
    >
      <div className="fw-user-text" dir="auto">
        {message.text}
      </div>
    </article>
  );
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
 * before the text.
 */
export function AssistantMessage(props: AssistantMessageProps): ReactNode {
  const { message, shape, skeleton = <MessageSkeleton />, header, children } = props;
  const { turn } = message;
  const labels = useLabels();
  const growing = message.state === 'streaming';
  const shaped = shape !== undefined && isInProgress(message);
  const pending = message.state === 'pending';
  const covered = shaped || (pending && turn !== undefined && hasFinishedThought(turn));
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
        {turn !== undefined && <FinishedThoughts turn={turn} />}
        {message.text !== '' && <StreamedMarkdown text={message.text} growing={growing} />}
      </div>
      {children}
    </article>
  );
}
