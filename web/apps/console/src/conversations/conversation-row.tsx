import type { ConversationSummary } from '@firstword/react/client';
import { type ReactNode, useEffect, useRef, useState } from 'react';

import { PencilIcon, TrashIcon } from '../shared/icons.js';
import { InternalLink } from '../shared/internal-link.js';
import { chatPath } from '../shared/routes.js';
import { strings } from '../shared/strings.js';
import { activityOf } from './conversation-dates.js';
import { titleOf } from './conversation-title.js';

export interface ConversationRowProps {
  readonly conversation: ConversationSummary;
  readonly current: boolean;
  readonly nowMs: number;
  readonly onOpen: (path: string) => void;
  readonly onRename: (title: string) => Promise<void>;
  readonly onDelete: () => void;
}

/** One conversation of the list. Its title is edited in its place. */
export function ConversationRow(props: ConversationRowProps): ReactNode {
  const { conversation, current, nowMs, onOpen, onRename, onDelete } = props;
  const [renaming, setRenaming] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const title = titleOf(conversation);
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !renaming) pencil.current?.focus();
    wasRenaming.current = renaming;
  }, [renaming]);
  if (renaming) {
    return (
      <li>
        <TitleField
          title={title}
          onRename={onRename}
          onClose={() => {
            setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li data-current={current ? '' : undefined}>
      <InternalLink path={chatPath(conversation.id)} onOpen={onOpen} current={current}>
        <span className="conversation-title" dir="auto">
          {title}
        </span>
        <time>{activityOf(conversation, nowMs)}</time>
      </InternalLink>
      <span className="conversation-actions">
        <button
          ref={pencil}
          type="button"
          className="icon-button"
          aria-label={strings.renameConversation(title)}
          onClick={() => {
            setRenaming(true);
          }}
        >
          <PencilIcon />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={strings.deleteConversation(title)}
          onClick={onDelete}
        >
          <TrashIcon />
        </button>
      </span>
    </li>
  );
}

interface TitleFieldProps {
  readonly title: string;
  readonly onRename: (title: string) => Promise<void>;
  readonly onClose: () => void;
}

const maxTitleLength = 200;

/** Enter, or leaving the field, keeps the new title. Escape keeps the old one. */
function TitleField({ title, onRename, onClose }: TitleFieldProps): ReactNode {
  const [text, setText] = useState(title);
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(false);

  useEffect(() => {
    field.current?.select();
  }, []);
  const keep = async (): Promise<void> => {
    if (sent.current) return;
    if (text.trim() === '' || text.trim() === title) {
      onClose();
      return;
    }
    sent.current = true;
    try {
      await onRename(text.trim());
      onClose();
    } catch {
      sent.current = false;
      setFailed(true);
      field.current?.focus();
    }
  };
  return (
    <span className="title-field">
      <input
        ref={field}
        dir="auto"
        maxLength={maxTitleLength}
        aria-label={strings.newTitle}
        aria-invalid={failed || undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setFailed(false);
        }}
        onBlur={() => void keep()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void keep();
          if (event.key !== 'Escape') return;
          // Keeps the drawer around it open.
          event.preventDefault();
          event.stopPropagation();
          sent.current = true;
          onClose();
        }}
      />
      {failed && (
        <span className="title-failure" role="alert">
          {strings.renameFailed}
        </span>
      )}
    </span>
  );
}
