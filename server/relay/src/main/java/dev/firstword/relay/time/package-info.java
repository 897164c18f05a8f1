/**
 * Time: the clock that all other code reads, and the scheduler that runs all background work. Start
 * reading at {@link dev.firstword.relay.time.TaskScheduler}.
 */
@NullMarked
package dev.firstword.relay.time;

import org.jspecify.annotations.NullMarked;
