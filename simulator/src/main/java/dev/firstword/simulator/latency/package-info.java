/**
 * Simulated latencies, drawn from distributions. Knows neither clocks nor sleeping.
 *
 * <p>Start reading at {@link dev.firstword.simulator.latency.ModelLatency}.
 */
@NullMarked
package dev.firstword.simulator.latency;

import org.jspecify.annotations.NullMarked;
