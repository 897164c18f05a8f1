/**
 * What the claims about speed and about loss rest on. Each {@link dev.firstword.bench.Benchmark}
 * runs the product as processes of its own, reads it from outside as a browser would, and gives
 * figures. Start reading at {@link dev.firstword.bench.Main}.
 */
@NullMarked
package dev.firstword.bench;

import org.jspecify.annotations.NullMarked;
