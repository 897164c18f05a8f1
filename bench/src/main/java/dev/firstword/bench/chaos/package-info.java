/**
 * Long runs in which things are broken while people use the product, and afterwards nobody may have
 * lost anything. Start reading at {@link dev.firstword.bench.chaos.CrashRun}.
 */
@NullMarked
package dev.firstword.bench.chaos;

import org.jspecify.annotations.NullMarked;
