/**
 * Builds the prompts sent to models: stable parts first, changing parts last. Start reading at
 * {@link dev.firstword.prompt.PromptBuilder}.
 */
@NullMarked
package dev.firstword.prompt;

import org.jspecify.annotations.NullMarked;
