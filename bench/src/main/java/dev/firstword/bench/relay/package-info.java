/**
 * Measures the cost of relaying, compared with no relay and with nginx: CPU time per event, and the
 * increase in time to first token. Start reading at {@link
 * dev.firstword.bench.relay.RelayBenchmark}.
 */
@NullMarked
package dev.firstword.bench.relay;

import org.jspecify.annotations.NullMarked;
