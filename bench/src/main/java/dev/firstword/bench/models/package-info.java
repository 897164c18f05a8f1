/**
 * Benchmarks of model choice, hedging and fallback. Start reading at {@link
 * dev.firstword.bench.models.ModelsBenchmark}.
 */
@NullMarked
package dev.firstword.bench.models;

import org.jspecify.annotations.NullMarked;
