/**
 * The connection to a provider: pooled, warm, on the loop of whoever calls. Start reading at {@link
 * dev.firstword.provider.transport.Transport}; {@code Vertx*} is where it meets the HTTP library.
 */
@NullMarked
package dev.firstword.provider.transport;

import org.jspecify.annotations.NullMarked;
