import type { About } from '@firstword/react/client';
import { type ReactNode, useId } from 'react';

import { playgroundStrings } from '../shared/playground-strings.js';
import { type PlaygroundSettings, sliders } from './playground-settings.js';
import { availabilityOf, techniqueNames } from './techniques.js';

export interface ControlsProps {
  readonly about: About;
  readonly settings: PlaygroundSettings;
  readonly onChange: (settings: PlaygroundSettings) => void;
}

/** The switches of the right side, and the sliders for both. */
export function Controls({ about, settings, onChange }: ControlsProps): ReactNode {
  const id = useId();
  const latencyInjection = about.lab === true;
  return (
    <div className="controls">
      <fieldset>
        <legend>{playgroundStrings.techniquesTitle}</legend>
        {techniqueNames.map((name) => {
          const availability = availabilityOf(name, about);
          const here = availability === 'here';
          return (
            <label key={name} className="control-switch" data-off={here ? undefined : ''}>
              <input
                type="checkbox"
                checked={here && settings.techniques.has(name)}
                disabled={!here}
                onChange={(event) => {
                  const others = [...settings.techniques].filter((other) => other !== name);
                  const techniques = event.target.checked ? [...others, name] : others;
                  onChange({ ...settings, techniques: new Set(techniques) });
                }}
              />
              <span>
                {playgroundStrings.techniques[name]}
                {availability !== 'here' && (
                  <span className="control-note">
                    {' '}
                    {playgroundStrings.unavailable[availability]}
                  </span>
                )}
              </span>
            </label>
          );
        })}
      </fieldset>
      <fieldset disabled={!latencyInjection}>
        <legend>{playgroundStrings.scalesTitle}</legend>
        {!latencyInjection && (
          <p className="control-note">{playgroundStrings.needsLatencyInjection}</p>
        )}
        {sliders.map(({ field, min, max, step }) => (
          <div key={field} className="control-slider">
            <label htmlFor={`${id}-${field}`}>{playgroundStrings.scales[field]}</label>
            <output htmlFor={`${id}-${field}`}>
              {settings[field].toLocaleString('en')}
              {playgroundStrings.units[field]}
            </output>
            <input
              id={`${id}-${field}`}
              type="range"
              list={`${id}-${field}-ticks`}
              min={min}
              max={max}
              step={step}
              value={settings[field]}
              onChange={(event) => {
                onChange({ ...settings, [field]: event.target.valueAsNumber });
              }}
            />
            <datalist id={`${id}-${field}-ticks`}>
              {ticksBetween(min, max, step).map((tick) => (
                <option key={tick} value={tick} />
              ))}
            </datalist>
          </div>
        ))}
        <label className="control-switch">
          <input
            type="checkbox"
            checked={settings.slowPhases}
            onChange={(event) => {
              onChange({ ...settings, slowPhases: event.target.checked });
            }}
          />
          <span>{playgroundStrings.slowPhases}</span>
        </label>
        <label className="control-switch">
          <input
            type="checkbox"
            checked={settings.delivery === 'held'}
            onChange={(event) => {
              onChange({ ...settings, delivery: event.target.checked ? 'held' : 'stream' });
            }}
          />
          <span>{playgroundStrings.held}</span>
        </label>
      </fieldset>
    </div>
  );
}

/** Values for the ticks of a slider: its ends, and three between them that it can take. */
function ticksBetween(min: number, max: number, step: number): readonly number[] {
  const quarters = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => min + Math.round(((max - min) * share) / step) * step,
  );
  return [...new Set(quarters)];
}
