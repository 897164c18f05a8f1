/**
 * Requests to a model, independent of their protocol, and token counting.
 *
 * <p>Start reading at {@link dev.firstword.simulator.prompt.PromptRequest}.
 */
@NullMarked
package dev.firstword.simulator.prompt;

import org.jspecify.annotations.NullMarked;
