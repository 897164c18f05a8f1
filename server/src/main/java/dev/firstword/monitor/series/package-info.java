/**
 * Counts turns by dimension over sliding windows, for percentiles. Start reading at {@link
 * dev.firstword.monitor.series.TurnSeries}.
 */
@NullMarked
package dev.firstword.monitor.series;

import org.jspecify.annotations.NullMarked;
