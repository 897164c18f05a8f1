/**
 * Virtual time, for benchmarks of the product's algorithms that would take hours in real time.
 * Start reading at {@link dev.firstword.bench.virtual.VirtualEventLoop}.
 */
@NullMarked
package dev.firstword.bench.virtual;

import org.jspecify.annotations.NullMarked;
