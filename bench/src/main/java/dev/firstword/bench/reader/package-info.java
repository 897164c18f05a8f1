/**
 * Readers of turns as a browser is one: they post, follow the event stream, check each line of it,
 * and leave. Shares no code with the server. Start reading at {@link
 * dev.firstword.bench.reader.Readers}.
 */
@NullMarked
package dev.firstword.bench.reader;

import org.jspecify.annotations.NullMarked;
