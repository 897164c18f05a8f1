/**
 * Percentiles of what was measured lately: a sliding window of counts and the distribution it
 * stands for, unfinished measurements included. Start reading at {@link
 * dev.firstword.window.SlidingWindow}.
 */
@NullMarked
package dev.firstword.window;

import org.jspecify.annotations.NullMarked;
