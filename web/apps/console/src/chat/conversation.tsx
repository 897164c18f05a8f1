import {
  type ChatMessage,
  type ComposerHandle,
  currentMessages,
  MarkdownRenderersProvider,
  ShimmerSkeleton,
  Transcript,
  TurnStatus,
  useOptimisticChat,
} from '@firstword/react';
import { attachmentsOf, useAttachments } from '@firstword/react/attachments';
import type { FirstwordClient } from '@firstword/react/client';
import { type MessageQueues, useQueuedMessages } from '@firstword/react/queue';
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';

import { strings } from '../shared/strings.js';
import { Unavailable } from '../shared/unavailable.js';
import { Dock } from './dock.js';
import { EmptyConversation } from './empty-conversation.js';
import { HistoryFailure } from './history-failure.js';
import { Message } from './message.js';
import { renderers } from './renderers.js';
import { useCompletion } from './use-completion.js';

export interface ConversationProps {
  readonly queues: MessageQueues<FirstwordClient>;
  readonly conversationId: string | undefined;
  /** Whether the user operates the server: models and times are for them. Absent until that is known. */
  readonly operator: boolean | undefined;
  /** What a message does that is sent during an answer. */
  readonly followUp: 'queue' | 'interrupt';
  readonly onConversation: (conversationId: string) => void;
  /** A turn has started or ended: the list of conversations may have changed. */
  readonly onTurnChange: () => void;
  readonly onSimulated: (simulated: boolean) => void;
  /** The conversation continued without this page. */
  readonly onStale: () => void;
  readonly onOpen: (path: string) => void;
  /** Shown next to the field: the documents that answers may cite. */
  readonly documents: ReactNode;
}

/** The messages of a conversation, those that wait, and the field for the next one. */
export function Conversation(props: ConversationProps): ReactNode {
  const { queues, conversationId, operator } = props;
  const { onConversation, onTurnChange, onSimulated, onStale, onOpen } = props;
  const { client } = queues;
  const chat = useOptimisticChat({ client, conversationId, onConversation });
  const { history, active, simulated, send, retry, continueAnswer } = chat;
  const messages = useMemo(() => currentMessages(chat.messages), [chat.messages]);
  const queued = useQueuedMessages(queues, { ...chat, messages }, onStale);
  const attachments = useAttachments();
  const { restore } = attachments;
  const composer = useRef<ComposerHandle>(null);
  const lastQuestion = messages.findLast(({ role }) => role === 'user');
  useCompletion(active, messages.at(-1));

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
  const resend = useCallback(
    (question: ChatMessage, text: string) => {
      const { id: replaces } = question;
      const sent = replaces !== undefined && send(text, { ...attachmentsOf(question), replaces });
      if (sent) composer.current?.focus();
      return sent;
    },
    [send],
  );
  const regenerate = useCallback(() => {
    if (lastQuestion !== undefined) resend(lastQuestion, lastQuestion.text);
  }, [lastQuestion, resend]);
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
          <EmptyConversation operator={operator} onExample={sendExample} onOpen={onOpen} />
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
                operator={operator === true}
                onRetry={last ? retryLast : undefined}
                onEdit={last ? editLast : undefined}
                onContinue={last ? continueLast : undefined}
                onRegenerate={last && canRegenerate(message) ? regenerate : undefined}
                onResend={message.role === 'user' && !active ? resend : undefined}
                onOpen={onOpen}
              />
            );
          })}
        </MarkdownRenderersProvider>
      </Transcript>
      <Dock
        composer={composer}
        chat={chat}
        newest={messages.at(-1)}
        queued={queued}
        followUp={props.followUp}
        attachments={attachments}
        client={client}
        documents={props.documents}
      />
      <TurnStatus messages={messages} />
    </div>
  );
}

/** An answer that continues another one would need the question of that one. */
function canRegenerate({ role, state, turn }: ChatMessage): boolean {
  return (
    role === 'assistant' &&
    (state === 'complete' || state === 'cancelled') &&
    turn?.continues === undefined
  );
}
