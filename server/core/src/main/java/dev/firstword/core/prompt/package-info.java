/**
 * Builds the prompts sent to models: stable parts first, changing parts last. Start reading at
 * {@link dev.firstword.core.prompt.PromptBuilder}.
 */
@NullMarked
package dev.firstword.core.prompt;

import org.jspecify.annotations.NullMarked;
