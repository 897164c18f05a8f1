import type { ConversationSummary } from '@firstword/react/client';
import { type ReactNode, Suspense, useState } from 'react';

import { PlusIcon } from '../shared/icons.js';
import { InternalLink } from '../shared/internal-link.js';
import { chatPath } from '../shared/routes.js';
import { loadedPart } from '../shared/loaded-part.js';
import { strings } from '../shared/strings.js';
import { groupByDay } from './conversation-dates.js';
import { ConversationRow } from './conversation-row.js';
import { ConversationSearch } from './conversation-search.js';
import { titleOf } from './conversation-title.js';
import type { Conversations } from './use-conversations.js';

const DeleteDialog = loadedPart(async () => (await import('./delete-dialog.js')).DeleteDialog);

export interface ConversationListProps {
  readonly conversations: Conversations;
  readonly current: string | undefined;
  readonly onOpen: (path: string) => void;
  /** Absent if the user is not signed in. */
  readonly onSignOut: (() => void) | undefined;
}

/** Conversations by day, with links to open one, and to search, start, rename and delete them. */
export function ConversationList(props: ConversationListProps): ReactNode {
  const { conversations, current, onOpen, onSignOut } = props;
  const { list, loadedAtMs, filter, failed, refresh, show, rename } = conversations;
  const searching = filter.text.trim() !== '';
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
      <ConversationSearch filter={filter} onFilter={show} />
      {failed && (
        <p className="conversations-note">
          {strings.conversationsLost}{' '}
          <button type="button" className="link-button" onClick={refresh}>
            {strings.tryAgain}
          </button>
        </p>
      )}
      {list?.length === 0 && (
        <p className="conversations-note" role={searching ? 'status' : undefined}>
          {searching ? strings.noneFound : strings.noConversations}
        </p>
      )}
      {groupByDay(list ?? [], loadedAtMs, strings.earlier).map(
        ({ title, conversations: members }) => (
          <section key={title} aria-label={title}>
            <h2 className="conversations-day">{title}</h2>
            <ul>
              {members.map((conversation) => (
                <ConversationRow
                  key={conversation.id}
                  conversation={conversation}
                  current={conversation.id === current}
                  nowMs={loadedAtMs}
                  onOpen={onOpen}
                  onRename={(newTitle) => rename(conversation.id, newTitle)}
                  onDelete={() => {
                    setDeleting(conversation);
                  }}
                />
              ))}
            </ul>
          </section>
        ),
      )}
      {onSignOut !== undefined && (
        <button type="button" className="link-button sign-out" onClick={onSignOut}>
          {strings.signOut}
        </button>
      )}
      {deleting !== undefined && (
        <Suspense>
          <DeleteDialog
            question={strings.deleteQuestion}
            warning={strings.deleteWarning}
            title={titleOf(deleting)}
            onDelete={() => remove(deleting.id)}
            onCancel={() => {
              setDeleting(undefined);
            }}
          />
        </Suspense>
      )}
    </nav>
  );
}
