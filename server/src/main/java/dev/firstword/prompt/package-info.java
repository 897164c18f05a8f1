/**
 * Building the prompt that a model is sent: what is stable first, what changes last. Start reading
 * at {@link dev.firstword.prompt.PromptBuilder}.
 */
@NullMarked
package dev.firstword.prompt;

import org.jspecify.annotations.NullMarked;
