/**
 * What relaying costs beside no relay and beside nginx: time of the processor for an event, and
 * time that the first word takes longer. Start reading at {@link
 * dev.firstword.bench.relay.RelayBenchmark}.
 */
@NullMarked
package dev.firstword.bench.relay;

import org.jspecify.annotations.NullMarked;
