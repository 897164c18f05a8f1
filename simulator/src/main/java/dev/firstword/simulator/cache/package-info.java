/**
 * Prompt caching: which part of a prompt is read, written, or billed at the full price.
 *
 * <p>Start reading at {@link dev.firstword.simulator.cache.PromptCache}.
 */
@NullMarked
package dev.firstword.simulator.cache;

import org.jspecify.annotations.NullMarked;
