/**
 * Percentiles of recent measurements: a sliding window of histograms and the distribution it
 * represents, including censored values. Start reading at {@link
 * dev.firstword.core.statistics.SlidingWindow}.
 */
@NullMarked
package dev.firstword.core.statistics;

import org.jspecify.annotations.NullMarked;
