import '../styles/question-editor.css';

import {
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';

import { strings } from '../shared/strings.js';

export interface QuestionEditorProps {
  readonly text: string;
  /** Returns false if the text was not accepted. Absent while an answer is in progress. */
  readonly onSend: ((text: string) => boolean) | undefined;
  readonly onClose: () => void;
}

/** Edits a question in its place. Enter sends it, Shift+Enter inserts a new line, Escape closes the editor. */
export function QuestionEditor({ text, onSend, onClose }: QuestionEditorProps): ReactNode {
  const [edited, setEdited] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const note = useId();
  const possible = onSend !== undefined && edited.trim() !== '';

  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const send = (event?: SyntheticEvent): void => {
    event?.preventDefault();
    if (possible) onSend(edited.trimEnd());
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
  };
  return (
    <form className="question-editor" onSubmit={send}>
      <textarea
        ref={field}
        dir="auto"
        rows={Math.min(12, text.split('\n').length + 1)}
        aria-label={strings.editedQuestion}
        aria-describedby={note}
        value={edited}
        onChange={(event) => {
          setEdited(event.target.value);
        }}
        onKeyDown={pressed}
      />
      <div className="question-editor-actions">
        <p id={note}>{strings.editNote}</p>
        <button type="button" className="fw-button" onClick={onClose}>
          {strings.cancelEdit}
        </button>
        <button type="submit" className="fw-button fw-send" aria-disabled={!possible}>
          {strings.sendEdit}
        </button>
      </div>
    </form>
  );
}
