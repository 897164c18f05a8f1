/**
 * A product's voice and limits: system prompt, words for the phases, patience, deadlines. Plain
 * data, read from the configuration. Start reading at {@link dev.firstword.profile.Profile}.
 */
@NullMarked
package dev.firstword.profile;

import org.jspecify.annotations.NullMarked;
