/**
 * The worked example as a reader experiences it, with one technique enabled after the other. Start
 * reading at {@link dev.firstword.bench.example.ExampleBenchmark}.
 */
@NullMarked
package dev.firstword.bench.example;

import org.jspecify.annotations.NullMarked;
