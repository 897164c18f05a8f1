import type { InputField } from '@firstword/react/client';
import type { ReactNode } from 'react';

import { studioStrings } from '../shared/studio-strings.js';

export interface BriefFieldProps {
  readonly id: string;
  readonly field: InputField;
  readonly value: string;
  /** True if it is required and empty. */
  readonly missing: boolean;
  readonly onChange: (value: string) => void;
}

/** One field of the brief. */
export function BriefField({ id, field, value, missing, onChange }: BriefFieldProps): ReactNode {
  const common = {
    id,
    value,
    placeholder: field.hint ?? undefined,
    'aria-required': field.required,
    'aria-invalid': missing || undefined,
    'aria-describedby': missing ? `${id}-missing` : undefined,
    dir: 'auto',
  } as const;
  return (
    <div className="brief-field">
      <label htmlFor={id}>
        {field.label}
        {field.required !== true && (
          <span className="brief-optional"> {studioStrings.optional}</span>
        )}
      </label>
      {field.long === true ? (
        <textarea
          {...common}
          rows={3}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      ) : (
        <input
          {...common}
          type="text"
          autoComplete="off"
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
      {missing && (
        <p id={`${id}-missing`} className="brief-missing">
          {studioStrings.missing(field.label)}
        </p>
      )}
    </div>
  );
}
