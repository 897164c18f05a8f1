/**
 * Oddities of event streams: the same answer, written as some servers in the field write it.
 *
 * <p>Each rewrites the events that a protocol's encoder has written. Start reading at {@link
 * dev.firstword.simulator.oddity.RewritingEncoder}.
 */
@NullMarked
package dev.firstword.simulator.oddity;

import org.jspecify.annotations.NullMarked;
