/**
 * How long a model takes: drawn from distributions, knowing neither clocks nor sleeping.
 *
 * <p>Start reading at {@link dev.firstword.simulator.latency.ModelSpeed}.
 */
@NullMarked
package dev.firstword.simulator.latency;

import org.jspecify.annotations.NullMarked;
