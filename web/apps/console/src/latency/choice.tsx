import { type ReactNode, useId } from 'react';

export interface ChoiceProps<Name extends string> {
  readonly label: string;
  readonly names: readonly Name[];
  readonly textOf: (name: Name) => string;
  readonly value: Name;
  readonly onChange: (name: Name) => void;
}

/** A choice between a few options, all of them visible. */
export function Choice<Name extends string>(props: ChoiceProps<Name>): ReactNode {
  const { label, names, textOf, value, onChange } = props;
  const group = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice-row">
        {names.map((name) => (
          <label key={name}>
            <input
              type="radio"
              className="fw-visually-hidden"
              name={group}
              value={name}
              checked={name === value}
              onChange={() => {
                onChange(name);
              }}
            />
            <span>{textOf(name)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
