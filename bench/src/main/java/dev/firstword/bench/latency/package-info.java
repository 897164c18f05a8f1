/**
 * Whether what is said about latency is right: percentiles, diagnoses, predictions. Start reading
 * at {@link dev.firstword.bench.latency.LatencyBenchmark}.
 */
@NullMarked
package dev.firstword.bench.latency;

import org.jspecify.annotations.NullMarked;
