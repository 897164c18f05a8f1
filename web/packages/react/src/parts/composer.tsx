'use client';

import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type SyntheticEvent,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

import type { ComposerAttachments } from '../attachments/composer-attachments.js';
import type { AttachmentPart } from '../client/index.js';
import { useLabels } from '../labels/use-labels.js';
import { CancelButton } from './cancel-button.js';
import { useDraft } from './use-draft.js';

/** Imperative control of a composer. */
export interface ComposerHandle {
  focus(): void;
  /** Puts a text into the field for editing. */
  fill(text: string): void;
  /** Puts a text before what is in the field. */
  prepend(text: string): void;
}

/** What is sent besides the text. */
export interface ComposerDetails {
  readonly attachments: readonly AttachmentPart[];
}

export interface ComposerProps {
  /**
   * True while a turn is in progress: a message is queued, sent when the turn ends, and the field keeps its focus.
   */
  readonly active: boolean;
  /** True once the last turn has failed: a queued message stays in the field. */
  readonly failed?: boolean;
  /** True once the user has asked to stop the turn. */
  readonly stopping?: boolean;
  /** Returns false if the text was not accepted; it then stays in the field. */
  readonly onSend: (text: string, details?: ComposerDetails) => boolean;
  /**
   * Queues a message during a turn, such as with `useQueuedMessages`. Returns false if it was not accepted; it then stays
   * in the field. Without it, the field itself holds one message until the turn ends.
   */
  readonly onQueue?: ((text: string, details?: ComposerDetails) => boolean) | undefined;
  /** Called on Escape in an empty field: the newest queued message is to be edited. */
  readonly onTakeBack?: (() => void) | undefined;
  readonly onCancel: () => void;
  /** Called with the draft when the field receives the focus. */
  readonly onFieldFocus?: ((draft: string) => void) | undefined;
  /** Called with the draft when it changes, and with an empty one after it was sent. */
  readonly onDraft?: ((draft: string) => void) | undefined;
  /** Images and files, from `useAttachments`; absent: the message is text alone. */
  readonly attachments?: ComposerAttachments | undefined;
  /**
   * Names the conversation, such as by its ID, or `new`. A reload and a return to the conversation then find the
   * draft, which is kept in the session storage.
   */
  readonly draftKey?: string | undefined;
  readonly handle?: Ref<ComposerHandle>;
  readonly autoFocus?: boolean;
}

/** Characters beside which the buttons have room on a phone. */
const maxShortLength = 20;

// Nothing is laid out on a server, and React warns about layout effects there.
const useSizeEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/** Whether the style sheet alone fits the field to its text. Measuring it lays out the page for every key. */
function fitsItself(): boolean {
  return typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');
}

/**
 * The message field. Enter sends, Shift+Enter inserts a new line. During a turn, Enter queues the message; an
 * edit or Escape takes it back.
 */
export function Composer(props: ComposerProps): ReactNode {
  const { active, stopping = false, onSend, onQueue, onCancel, handle, autoFocus = false } = props;
  const { onFieldFocus, onDraft, attachments, draftKey, failed = false } = props;
  const labels = useLabels();
  const [text, setText] = useDraft(draftKey, active);
  const [queued, setQueued] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const holdsFocus = useRef(false);

  useImperativeHandle(handle, () => ({
    focus: () => field.current?.focus(),
    fill(filled) {
      setText(filled);
      setQueued(false);
      field.current?.focus();
    },
    prepend(first) {
      setText(text === '' ? first : `${first}\n${text}`);
      setQueued(false);
      field.current?.focus();
    },
  }));
  useSizeEffect(() => {
    const area = field.current;
    if (area !== null && !fitsItself()) {
      area.style.blockSize = 'auto';
      area.style.blockSize = `${String(area.scrollHeight)}px`;
    }
  }, [text]);
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  useEffect(() => {
    // The stop button disappears when the turn ends. If it had the focus, the focus returns to the field.
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (!active && holdsFocus.current && lost) field.current?.focus();
  }, [active]);

  const attached = attachments?.state ?? 'empty';
  const isEmpty = text.trim() === '' && attached !== 'ready';
  const send = (take: ComposerProps['onSend']): void => {
    const details =
      attachments !== undefined && attached === 'ready'
        ? { attachments: attachments.parts }
        : undefined;
    const accepted =
      attached !== 'reading' &&
      !isEmpty &&
      (details === undefined ? take(text.trimEnd()) : take(text.trimEnd(), details));
    if (accepted) {
      setText('');
      onDraft?.('');
      attachments?.clear();
    }
  };
  const submit = (event?: SyntheticEvent): void => {
    event?.preventDefault();
    if (!active) send(onSend);
    else if (onQueue !== undefined) send(onQueue);
    else setQueued(!isEmpty && attached !== 'reading');
    field.current?.focus();
  };
  const onTurnEnd = useRef<() => void>(undefined);
  useEffect(() => {
    onTurnEnd.current = () => {
      setQueued(false);
      if (!failed) send(onSend);
    };
  });
  useEffect(() => {
    if (queued && !active) onTurnEnd.current?.();
  }, [queued, active]);
  const pasted = (event: ClipboardEvent): void => {
    const { files, types } = event.clipboardData;
    // Word processors put a picture of the text next to the text.
    if (attachments === undefined || files.length === 0 || types.includes('text/plain')) return;
    event.preventDefault();
    attachments.add([...files]);
  };
  const pressed = (event: KeyboardEvent): void => {
    // An input method uses Enter to accept a word; Safari reports that key after the composition has ended.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells that key from a plain Enter
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && !event.shiftKey && !composing) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && queued) {
      event.preventDefault();
      setQueued(false);
    } else if (event.key === 'Escape' && text === '' && props.onTakeBack !== undefined) {
      event.preventDefault();
      props.onTakeBack();
    }
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- watches the focus pass, takes no input
    <form
      ref={form}
      className="fw-composer"
      data-state={active ? 'active' : 'idle'}
      data-long={text.length > maxShortLength || text.includes('\n') ? '' : undefined}
      data-queued={queued ? '' : undefined}
      data-attached={attachments === undefined ? undefined : ''}
      data-over={attachments?.draggedOver === true ? '' : undefined}
      {...attachments?.dropTarget}
      onSubmit={submit}
      onFocus={() => {
        holdsFocus.current = true;
      }}
      onBlur={(event) => {
        if (event.relatedTarget !== null) {
          holdsFocus.current = form.current?.contains(event.relatedTarget) ?? false;
        }
      }}
    >
      {attachments?.list}
      {attachments?.button}
      <textarea
        ref={field}
        className="fw-composer-field"
        rows={1}
        value={text}
        placeholder={attached === 'empty' ? labels.messagePlaceholder : labels.attachedPlaceholder}
        aria-label={labels.messageField}
        dir="auto"
        onChange={(event) => {
          setText(event.target.value);
          setQueued(false);
          onDraft?.(event.target.value);
        }}
        onFocus={() => {
          onFieldFocus?.(text);
        }}
        onKeyDown={pressed}
        onPaste={pasted}
      />
      <div className="fw-composer-actions">
        {active && <CancelButton onCancel={onCancel} stopping={stopping} />}
        <button
          type="submit"
          className="fw-button fw-send"
          aria-disabled={queued || isEmpty || attached === 'reading'}
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onMouseDown={(event) => {
            // A click sends without taking the focus from the field.
            event.preventDefault();
          }}
        >
          {labels.send}
        </button>
      </div>
      <p className="fw-composer-note" aria-live="polite">
        {queued && labels.queued}
      </p>
    </form>
  );
}
