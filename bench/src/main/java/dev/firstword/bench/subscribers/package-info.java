/**
 * Many readers of few turns, and what they cost the server. Start reading at {@link
 * dev.firstword.bench.subscribers.ReadersBenchmark}.
 */
@NullMarked
package dev.firstword.bench.subscribers;

import org.jspecify.annotations.NullMarked;
