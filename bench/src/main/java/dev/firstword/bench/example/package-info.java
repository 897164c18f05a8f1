/**
 * The worked example, as a reader sees it: one technique after the other, from all that is slow to
 * all that is quick. Start reading at {@link dev.firstword.bench.example.ExampleBenchmark}.
 */
@NullMarked
package dev.firstword.bench.example;

import org.jspecify.annotations.NullMarked;
