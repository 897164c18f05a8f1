/**
 * The benchmark harness: server and simulator as child processes, and measurements of them from
 * outside. Start reading at {@link dev.firstword.bench.harness.SingleServerEnvironment}.
 */
@NullMarked
package dev.firstword.bench.harness;

import org.jspecify.annotations.NullMarked;
