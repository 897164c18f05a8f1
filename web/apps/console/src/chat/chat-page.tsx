import {
  Composer,
  type ComposerHandle,
  MarkdownRenderersProvider,
  ShimmerSkeleton,
  Transcript,
  TurnStatus,
  useOptimisticChat,
  usePrepare,
} from '@firstword/react';
import { useAttachments } from '@firstword/react/attachments';
import type { FirstwordClient } from '@firstword/react/client';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';

import { Unavailable } from '../shared/unavailable.js';
import { strings } from '../shared/strings.js';
import { EmptyConversation } from './empty-conversation.js';
import { HistoryFailure } from './history-failure.js';
import { Message } from './message.js';
import { renderers } from './renderers.js';

export interface ChatPageProps {
  readonly client: FirstwordClient;
  readonly conversationId: string | undefined;
  readonly onConversation: (conversationId: string) => void;
  /** A turn has started or ended: the list of conversations may have changed. */
  readonly onTurnChange: () => void;
  readonly onSimulated: (simulated: boolean) => void;
  readonly onOpen: (path: string) => void;
  /** Shown next to the field: the documents that answers may cite. */
  readonly documents: ReactNode;
}

/** A conversation and the field for the next message. */
export function ChatPage(props: ChatPageProps): ReactNode {
  const { client, conversationId, onConversation, onTurnChange, onSimulated, onOpen, documents } =
    props;
  const chat = useOptimisticChat({ client, conversationId, onConversation });
  const prepare = usePrepare({ client, conversationId: chat.conversationId });
  const { messages, history, active, simulated, send, retry, continueAnswer } = chat;
  const attachments = useAttachments();
  const { restore } = attachments;
  const composer = useRef<ComposerHandle>(null);
  const lastQuestion = messages.findLast(({ role }) => role === 'user');

  useEffect(() => {
    if (simulated !== undefined) onSimulated(simulated);
  }, [simulated, onSimulated]);
  // Sending does not change the conversation until the server has assigned an ID to the turn.
  const sending = active && messages.at(-1)?.turnId === undefined;
  useEffect(() => {
    if (!sending) onTurnChange();
  }, [active, sending, chat.conversationId, onTurnChange]);
  const sendExample = useCallback(
    (text: string) => {
      composer.current?.focus();
      send(text);
    },
    [send],
  );
  const retryLast = useCallback(() => {
    composer.current?.focus();
    retry();
  }, [retry]);
  const continueLast = useCallback(() => {
    composer.current?.focus();
    continueAnswer();
  }, [continueAnswer]);
  const editLast = useCallback(() => {
    if (lastQuestion === undefined) return;
    composer.current?.fill(lastQuestion.text);
    void restore({ message: lastQuestion, conversationId: chat.conversationId, client });
  }, [lastQuestion, restore, chat.conversationId, client]);

  if (history.kind === 'missing') {
    return <Unavailable title={strings.missingTitle} text={strings.missingText} onOpen={onOpen} />;
  }
  return (
    <div className="chat" {...attachments.dropTarget}>
      {messages.length > 0 && <h2 className="fw-visually-hidden">{strings.conversation}</h2>}
      <Transcript
        messages={messages}
        onLoadOlder={
          history.kind === 'ready' && history.hasOlder ? () => void chat.loadOlder() : undefined
        }
        loadingOlder={history.kind === 'ready' && history.loadingOlder}
      >
        {history.kind === 'loading' && messages.length === 0 && (
          <ShimmerSkeleton label={strings.loadingConversation} lines={[58, 96, 100, 92, 64]} />
        )}
        {history.kind === 'failed' && <HistoryFailure history={history} onReload={chat.reload} />}
        {history.kind === 'ready' && messages.length === 0 && (
          <EmptyConversation onExample={sendExample} />
        )}
        <MarkdownRenderersProvider value={renderers}>
          {messages.map((message, index) => {
            const last = index === messages.length - 1;
            return (
              <Message
                key={message.key}
                message={message}
                client={client}
                conversationId={chat.conversationId}
                connection={last && active ? chat.connection : 'open'}
                onRetry={last ? retryLast : undefined}
                onEdit={last ? editLast : undefined}
                onContinue={last ? continueLast : undefined}
                onCancel={chat.cancel}
                onOpen={onOpen}
              />
            );
          })}
        </MarkdownRenderersProvider>
      </Transcript>
      <div className="dock">
        <div className="dock-column">
          <Composer
            handle={composer}
            active={active}
            failed={messages.at(-1)?.state === 'error'}
            draftKey={chat.conversationId ?? 'new'}
            stopping={messages.at(-1)?.stopping === true}
            onSend={send}
            onCancel={chat.cancel}
            onFieldFocus={prepare.onFieldFocus}
            onDraft={prepare.onDraft}
            attachments={attachments}
            autoFocus
          />
          <div className="footnote">
            {documents}
            <p>{strings.footnote}</p>
          </div>
        </div>
      </div>
      <TurnStatus messages={messages} />
    </div>
  );
}
