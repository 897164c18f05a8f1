import type { ConversationSummary } from '@firstword/react/client';
import { type ReactNode, useState } from 'react';

import { PlusIcon, TrashIcon } from '../shared/icons.js';
import { InternalLink } from '../shared/internal-link.js';
import { chatPath } from '../shared/routes.js';
import { strings } from '../shared/strings.js';
import { titleOf } from './conversation-title.js';
import { DeleteDialog } from './delete-dialog.js';
import type { Conversations } from './use-conversations.js';

export interface ConversationListProps {
  readonly conversations: Conversations;
  readonly current: string | undefined;
  readonly onOpen: (path: string) => void;
  /** Absent if the user is not signed in. */
  readonly onSignOut: (() => void) | undefined;
}

/** All conversations, with links to open one, to start a new one and to delete one. */
export function ConversationList(props: ConversationListProps): ReactNode {
  const { conversations, current, onOpen, onSignOut } = props;
  const [deleting, setDeleting] = useState<ConversationSummary>();

  const remove = async (id: string): Promise<void> => {
    await conversations.remove(id);
    setDeleting(undefined);
    if (id === current) onOpen(chatPath());
  };
  return (
    <nav className="conversations" aria-label={strings.conversations}>
      <InternalLink className="new-conversation" path={chatPath()} onOpen={onOpen}>
        <PlusIcon />
        {strings.newConversation}
      </InternalLink>
      {conversations.failed && (
        <p className="conversations-note">
          {strings.conversationsLost}{' '}
          <button type="button" className="link-button" onClick={conversations.refresh}>
            {strings.tryAgain}
          </button>
        </p>
      )}
      {conversations.list?.length === 0 && (
        <p className="conversations-note">{strings.noConversations}</p>
      )}
      <ul>
        {conversations.list?.map((conversation) => (
          <li key={conversation.id} data-current={conversation.id === current ? '' : undefined}>
            <InternalLink
              path={chatPath(conversation.id)}
              onOpen={onOpen}
              current={conversation.id === current}
            >
              {titleOf(conversation)}
            </InternalLink>
            <button
              type="button"
              className="icon-button"
              aria-label={strings.deleteConversation(titleOf(conversation))}
              onClick={() => {
                setDeleting(conversation);
              }}
            >
              <TrashIcon />
            </button>
          </li>
        ))}
      </ul>
      {onSignOut !== undefined && (
        <button type="button" className="link-button sign-out" onClick={onSignOut}>
          {strings.signOut}
        </button>
      )}
      {deleting !== undefined && (
        <DeleteDialog
          question={strings.deleteQuestion}
          warning={strings.deleteWarning}
          title={titleOf(deleting)}
          onDelete={() => remove(deleting.id)}
          onCancel={() => {
            setDeleting(undefined);
          }}
        />
      )}
    </nav>
  );
}
