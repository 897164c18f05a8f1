/**
 * What a client asked of a model, whichever protocol it asked in, and how its tokens are counted.
 *
 * <p>Start reading at {@link dev.firstword.simulator.prompt.Ask}.
 */
@NullMarked
package dev.firstword.simulator.prompt;

import org.jspecify.annotations.NullMarked;
