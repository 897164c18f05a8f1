/**
 * Benchmarks of startup time and idle cost. Start reading at {@link
 * dev.firstword.bench.start.StartupBenchmark}.
 */
@NullMarked
package dev.firstword.bench.start;

import org.jspecify.annotations.NullMarked;
