/**
 * An answer on its way: its pieces at their times, in a protocol's words, with the faults asked
 * for.
 *
 * <p>Start reading at {@link dev.firstword.simulator.playback.StreamedAnswer}.
 */
@NullMarked
package dev.firstword.simulator.playback;

import org.jspecify.annotations.NullMarked;
