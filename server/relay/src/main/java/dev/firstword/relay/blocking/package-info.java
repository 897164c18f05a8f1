/**
 * A blocking HTTP/1.1 client for code that observes a server from outside: the doctor, the
 * benchmarks and the tests. It hides nothing: connections are not pooled, nothing is retried, and a
 * truncated body is an error. Start reading at {@link
 * dev.firstword.relay.blocking.BlockingConnection}.
 */
@NullMarked
package dev.firstword.relay.blocking;

import org.jspecify.annotations.NullMarked;
