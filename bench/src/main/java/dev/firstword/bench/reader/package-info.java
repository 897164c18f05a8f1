/**
 * Readers of turns that behave like a browser: they post, follow the event stream, check each of
 * its events. Start reading at {@link dev.firstword.bench.reader.ReaderPool}.
 */
@NullMarked
package dev.firstword.bench.reader;

import org.jspecify.annotations.NullMarked;
