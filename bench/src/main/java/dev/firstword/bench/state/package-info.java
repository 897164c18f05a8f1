/**
 * Measures and breaks turns in each of the states in which they wait for something. Start reading
 * at {@link dev.firstword.bench.state.TurnState}.
 */
@NullMarked
package dev.firstword.bench.state;

import org.jspecify.annotations.NullMarked;
