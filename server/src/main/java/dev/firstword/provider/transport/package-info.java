/**
 * Connections to providers, pooled per event loop. Start reading at {@link
 * dev.firstword.provider.transport.Transport}; the {@code Vertx*} classes adapt the HTTP library.
 */
@NullMarked
package dev.firstword.provider.transport;

import org.jspecify.annotations.NullMarked;
