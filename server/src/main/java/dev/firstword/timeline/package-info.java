/**
 * Recording where the time of one turn goes: its phases on a monotonic clock, and its critical
 * path. Only records; judging is the monitor's. Start reading at {@link
 * dev.firstword.timeline.Timeline}.
 */
@NullMarked
package dev.firstword.timeline;

import org.jspecify.annotations.NullMarked;
