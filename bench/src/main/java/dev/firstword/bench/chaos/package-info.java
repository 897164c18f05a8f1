/**
 * Long runs that inject crashes and outages under load, and then check that nothing was lost. Start
 * reading at {@link dev.firstword.bench.chaos.CrashBenchmark}.
 */
@NullMarked
package dev.firstword.bench.chaos;

import org.jspecify.annotations.NullMarked;
