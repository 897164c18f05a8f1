/**
 * Counts turns by dimension over sliding windows, for percentiles. Start reading at {@link
 * dev.firstword.operations.series.TurnSeries}.
 */
@NullMarked
package dev.firstword.operations.series;

import org.jspecify.annotations.NullMarked;
