/**
 * Replays a production service's traffic at increasing speeds. Start reading at {@link
 * dev.firstword.bench.replay.TraceReplayBenchmark}.
 */
@NullMarked
package dev.firstword.bench.replay;

import org.jspecify.annotations.NullMarked;
