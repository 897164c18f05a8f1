/**
 * A client that does not give up: it posts with a key, follows, and when the connection breaks goes
 * on where it was, keeping everything that it was ever told. Shares no code with the server. Start
 * reading at {@link dev.firstword.bench.client.Person}.
 */
@NullMarked
package dev.firstword.bench.client;

import org.jspecify.annotations.NullMarked;
