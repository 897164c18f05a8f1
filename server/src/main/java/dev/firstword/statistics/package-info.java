/**
 * Percentiles of recent measurements: a sliding window of histograms and the distribution it
 * represents, including censored values. Start reading at {@link
 * dev.firstword.statistics.SlidingWindow}.
 */
@NullMarked
package dev.firstword.statistics;

import org.jspecify.annotations.NullMarked;
