import { type ChatMessage, CopyButton, UserMessage } from '@firstword/react';
import { MessageAttachments } from '@firstword/react/attachments';
import type { FirstwordClient } from '@firstword/react/client';
import { type ReactNode, Suspense, useRef, useState } from 'react';

import { loadedPart } from '../shared/loaded-part.js';
import { strings } from '../shared/strings.js';

const QuestionEditor = loadedPart(
  async () => (await import('./question-editor.js')).QuestionEditor,
);

export interface QuestionProps {
  readonly message: ChatMessage;
  readonly client: FirstwordClient;
  readonly conversationId: string | undefined;
  /** Sends the question again with another text; absent while an answer is in progress. */
  readonly onResend: ((question: ChatMessage, text: string) => boolean) | undefined;
}

/** A user's message, which can be copied, and edited in its place. */
export function Question({ message, client, conversationId, onResend }: QuestionProps): ReactNode {
  const [editing, setEditing] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  const attachments = (
    <MessageAttachments message={message} client={client} conversationId={conversationId} />
  );
  const close = (): void => {
    setEditing(false);
    // The button is back with the next frame.
    requestAnimationFrame(() => editButton.current?.focus());
  };
  if (editing) {
    return (
      <Suspense fallback={<UserMessage message={message}>{attachments}</UserMessage>}>
        <div className="question-editing">
          {attachments}
          <QuestionEditor
            text={message.text}
            onSend={onResend && ((text) => onResend(message, text))}
            onClose={close}
          />
        </div>
      </Suspense>
    );
  }
  const { id, text } = message;
  return (
    <UserMessage
      message={message}
      actions={
        <>
          {text !== '' && <CopyButton text={text} label={strings.copyQuestion} />}
          {/* Reserved in its place while it is not possible, so that nothing moves. */}
          <button
            ref={editButton}
            type="button"
            className="fw-quiet-button"
            disabled={onResend === undefined || id === undefined}
            onClick={() => {
              setEditing(true);
            }}
          >
            {strings.editQuestion}
          </button>
        </>
      }
    >
      {attachments}
    </UserMessage>
  );
}
