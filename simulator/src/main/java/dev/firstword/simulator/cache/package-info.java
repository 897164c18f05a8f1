/**
 * Prompt caching: what of a prompt is read, what is written, what stays at the full price.
 *
 * <p>Start reading at {@link dev.firstword.simulator.cache.PromptCache}.
 */
@NullMarked
package dev.firstword.simulator.cache;

import org.jspecify.annotations.NullMarked;
