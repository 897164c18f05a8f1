/**
 * Benchmarks of the server's latency reporting: percentiles, diagnoses, predictions. Start reading
 * at {@link dev.firstword.bench.latency.LatencyBenchmark}.
 */
@NullMarked
package dev.firstword.bench.latency;

import org.jspecify.annotations.NullMarked;
