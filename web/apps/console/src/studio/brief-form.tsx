import type { ProfileSummary } from '@firstword/react/client';
import { type ReactNode, type SubmitEvent, useId, useState } from 'react';

import { studioStrings } from '../shared/studio-strings.js';
import type { Brief } from './brief-request.js';
import { BriefField } from './brief-field.js';

export interface BriefFormProps {
  readonly profile: ProfileSummary;
  /** The brief of the proposal on the page; empty for none. */
  readonly submitted: Brief;
  /** True while a proposal is being written: nothing else can be started. */
  readonly active: boolean;
  /** Returns false if nothing was started. */
  readonly onWrite: (brief: Brief) => boolean;
  readonly onFocus: () => void;
}

/** The form for the brief that a proposal is written from. */
export function BriefForm(props: BriefFormProps): ReactNode {
  const { profile, submitted, active, onWrite, onFocus } = props;
  const [changed, setChanged] = useState<Brief>({});
  const [missing, setMissing] = useState<readonly string[]>([]);
  const id = useId();
  const brief: Brief = { ...submitted, ...changed };
  const fields = profile.inputs ?? [];

  const write = (event: SubmitEvent): void => {
    event.preventDefault();
    if (active) return;
    const empty = fields
      .filter(({ name, required }) => required === true && (brief[name] ?? '').trim() === '')
      .map(({ name }) => name);
    setMissing(empty);
    const [first] = empty;
    if (first === undefined) onWrite(brief);
    else document.getElementById(`${id}-${first}`)?.focus();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- watches the focus pass, takes no input
    <form
      className="brief"
      aria-labelledby={`${id}-title`}
      noValidate
      onSubmit={write}
      onFocus={onFocus}
    >
      <h2 id={`${id}-title`}>{studioStrings.title}</h2>
      <p className="brief-lead">
        {studioStrings.lead}{' '}
        <button
          type="button"
          className="link-button"
          onClick={() => {
            setChanged(Object.fromEntries(fields.map(({ name, hint }) => [name, hint ?? ''])));
            setMissing([]);
          }}
        >
          {studioStrings.example}
        </button>
      </p>
      {fields.map((field) => (
        <BriefField
          key={field.name}
          id={`${id}-${field.name}`}
          field={field}
          value={brief[field.name] ?? ''}
          missing={missing.includes(field.name)}
          onChange={(value) => {
            setChanged((others) => ({ ...others, [field.name]: value }));
            setMissing((names) => names.filter((name) => name !== field.name));
          }}
        />
      ))}
      <button
        type="submit"
        className="fw-button fw-send brief-write"
        aria-disabled={active}
        aria-describedby={active ? `${id}-active` : undefined}
      >
        {studioStrings.write}
      </button>
      {active && (
        <p id={`${id}-active`} className="brief-note">
          {studioStrings.writing}
        </p>
      )}
    </form>
  );
}
