/**
 * Measures what many readers of a few turns cost the server. Start reading at {@link
 * dev.firstword.bench.subscribers.ReadersBenchmark}.
 */
@NullMarked
package dev.firstword.bench.subscribers;

import org.jspecify.annotations.NullMarked;
