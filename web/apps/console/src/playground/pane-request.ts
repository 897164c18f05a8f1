import type { About, TurnRequest } from '@firstword/react/client';

import type { PlaygroundSettings } from './playground-settings.js';
import { modelsOf, type Techniques } from './techniques.js';

/** A sentence of instructions of about ten tokens. Only its length matters. */
const filler = 'Keep to the facts that you were given, and be brief. ';
const charactersPerToken = 4;

const instructions = 'You are a helpful assistant. Answer in Markdown.\n\n';

/**
 * The request of one side. Both have the same question, model and length of instructions. Without the prompt
 * cache, the instructions start with text that was never sent before, so that no provider can have them
 * cached.
 *
 * @param nonce differs from run to run
 */
export function requestFor(
  settings: PlaygroundSettings,
  techniques: Techniques,
  about: About,
  nonce: string,
): TurnRequest {
  const { defaultModel, fasterModel } = modelsOf(about);
  const filled = filler.repeat(
    Math.ceil((settings.inputTokens * charactersPerToken) / filler.length),
  );
  const cacheBuster = techniques.has('cache') ? '' : `Request ${nonce}. `;
  return {
    message: settings.question,
    origin: 'playground',
    model: techniques.has('fasterModel') ? fasterModel : defaultModel,
    system: cacheBuster + instructions + filled,
    summary: techniques.has('summary'),
  };
}
