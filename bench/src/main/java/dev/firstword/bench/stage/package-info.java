/**
 * What a benchmark plays on: server and simulator as child processes, and what can be seen of them
 * from outside. Start reading at {@link dev.firstword.bench.stage.Stage}.
 */
@NullMarked
package dev.firstword.bench.stage;

import org.jspecify.annotations.NullMarked;
