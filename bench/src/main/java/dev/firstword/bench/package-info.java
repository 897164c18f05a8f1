/**
 * Benchmarks behind the claims about speed and durability. Each {@link
 * dev.firstword.bench.Benchmark} runs the product in separate processes, reads its streams as a
 * browser would, and produces figures. Start reading at {@link dev.firstword.bench.Main}.
 */
@NullMarked
package dev.firstword.bench;

import org.jspecify.annotations.NullMarked;
