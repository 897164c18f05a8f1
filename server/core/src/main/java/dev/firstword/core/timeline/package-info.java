/**
 * Records where the time of one turn goes: its phases on a monotonic clock, and its critical path.
 * Only records; the monitor interprets. Start reading at {@link
 * dev.firstword.core.timeline.Timeline}.
 */
@NullMarked
package dev.firstword.core.timeline;

import org.jspecify.annotations.NullMarked;
