/**
 * How long a server takes to be ready, and what it costs while nobody asks. Start reading at {@link
 * dev.firstword.bench.start.StartBenchmark}.
 */
@NullMarked
package dev.firstword.bench.start;

import org.jspecify.annotations.NullMarked;
