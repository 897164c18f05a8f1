/**
 * A production service's traffic, replayed faster and faster. Start reading at {@link
 * dev.firstword.bench.day.DayBenchmark}.
 */
@NullMarked
package dev.firstword.bench.day;

import org.jspecify.annotations.NullMarked;
