/**
 * Very many readers of few turns, and what they cost the server. Start reading at {@link
 * dev.firstword.bench.crowd.ReadersBenchmark}.
 */
@NullMarked
package dev.firstword.bench.crowd;

import org.jspecify.annotations.NullMarked;
