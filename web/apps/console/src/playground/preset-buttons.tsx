import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import type { PlaygroundSettings } from './playground-settings.js';
import { presetNames, presetOf, presetSettings } from './presets.js';

export interface PresetButtonsProps {
  readonly settings: PlaygroundSettings;
  readonly onChange: (settings: PlaygroundSettings) => void;
}

/** The cases to choose from, and a sentence about the chosen one. */
export function PresetButtons({ settings, onChange }: PresetButtonsProps): ReactNode {
  const current = presetOf(settings);
  return (
    <div className="presets">
      <div role="group" aria-label={strings.playground.presetsTitle}>
        {presetNames.map((name) => (
          <button
            key={name}
            type="button"
            className="preset"
            aria-pressed={name === current}
            onClick={() => {
              onChange(presetSettings(name, settings.question));
            }}
          >
            {strings.playground.presets[name].label}
          </button>
        ))}
      </div>
      <p>
        {current === undefined
          ? strings.playground.changed
          : strings.playground.presets[current].text}
      </p>
    </div>
  );
}
