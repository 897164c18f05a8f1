import {
  type ChatMessage,
  Composer,
  type ComposerDetails,
  type ComposerHandle,
  type OptimisticChat,
  usePrepare,
} from '@firstword/react';
import type { ComposerAttachments } from '@firstword/react/attachments';
import type { FirstwordClient } from '@firstword/react/client';
import { QueuedMessageList, type QueuedMessages } from '@firstword/react/queue';
import { type ReactNode, type RefObject, Suspense } from 'react';

import { optionalPart } from '../shared/loaded-part.js';
import { strings } from '../shared/strings.js';
import { useLongerThan } from './use-longer-than.js';

/** Only who waits wants to be notified. Loading the button right away would delay the user's own message. */
const notifyOfferMs = 1_500;

const NotifyButton = optionalPart(async () => (await import('./notify-button.js')).NotifyButton);

export interface DockProps {
  readonly composer: RefObject<ComposerHandle | null>;
  readonly chat: OptimisticChat;
  readonly newest: ChatMessage | undefined;
  readonly queued: QueuedMessages;
  readonly followUp: 'queue' | 'interrupt';
  readonly attachments: ComposerAttachments;
  readonly client: FirstwordClient;
  /** Shown below the field: the documents that answers may cite. */
  readonly documents: ReactNode;
}

/** The field for the next message, below those that wait to be sent. */
export function Dock(props: DockProps): ReactNode {
  const { composer, chat, newest, queued, followUp, attachments, client, documents } = props;
  const { conversationId, active, send, cancel } = chat;
  const prepare = usePrepare({ client, conversationId });
  const waiting = useLongerThan(active, notifyOfferMs);

  const queue = (text: string, details?: ComposerDetails): boolean => {
    const added = queued.add(text, details);
    if (added && followUp === 'interrupt') cancel();
    return added;
  };
  const takeBack = (): void => {
    const newestQueued = queued.messages.at(-1);
    if (newestQueued === undefined || newestQueued.attachments !== undefined) return;
    const taken = queued.remove(newestQueued.key);
    if (taken !== undefined) composer.current?.fill(taken.text);
  };
  const takeOut: QueuedMessages['remove'] = (key) => {
    const taken = queued.remove(key);
    // The button that had the focus is gone.
    composer.current?.focus();
    return taken;
  };
  return (
    <div className="dock">
      <div className="dock-column">
        <QueuedMessageList
          queued={{ ...queued, remove: takeOut }}
          onEdit={({ text }) => composer.current?.prepend(text)}
        />
        <Composer
          handle={composer}
          active={active}
          failed={newest?.state === 'error'}
          draftKey={conversationId ?? 'new'}
          stopping={newest?.stopping === true}
          // A message must not overtake those that wait.
          onSend={queued.messages.length > 0 ? queued.add : send}
          onQueue={queue}
          onTakeBack={takeBack}
          onCancel={cancel}
          onFieldFocus={prepare.onFieldFocus}
          onDraft={prepare.onDraft}
          attachments={attachments}
          autoFocus
        />
        <div className="footnote">
          {documents}
          {waiting ? (
            <Suspense fallback={<p>{strings.footnote}</p>}>
              <NotifyButton>{strings.footnote}</NotifyButton>
            </Suspense>
          ) : (
            <p>{strings.footnote}</p>
          )}
        </div>
      </div>
    </div>
  );
}
