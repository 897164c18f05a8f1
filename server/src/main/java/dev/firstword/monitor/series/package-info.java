/**
 * Counting turns: by what they have in common, over sliding windows, for percentiles. Start reading
 * at {@link dev.firstword.monitor.series.Series}.
 */
@NullMarked
package dev.firstword.monitor.series;

import org.jspecify.annotations.NullMarked;
