/**
 * Benchmarks of search quality and latency. Start reading at {@link
 * dev.firstword.bench.search.SearchBenchmark}.
 */
@NullMarked
package dev.firstword.bench.search;

import org.jspecify.annotations.NullMarked;
