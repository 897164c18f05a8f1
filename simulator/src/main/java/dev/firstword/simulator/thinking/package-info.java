/**
 * Simulated thoughts: how long a model thinks before it answers, and what a client sees meanwhile.
 *
 * <p>Start reading at {@link dev.firstword.simulator.thinking.Thought}.
 */
@NullMarked
package dev.firstword.simulator.thinking;

import org.jspecify.annotations.NullMarked;
