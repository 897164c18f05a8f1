/**
 * Choosing, hedging and falling back, measured. Start reading at {@link
 * dev.firstword.bench.models.ModelsBenchmark}.
 */
@NullMarked
package dev.firstword.bench.models;

import org.jspecify.annotations.NullMarked;
