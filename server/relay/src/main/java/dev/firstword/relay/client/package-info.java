/**
 * Connections to providers, pooled per event loop. Start reading at {@link
 * dev.firstword.relay.client.Transport}.
 */
@NullMarked
package dev.firstword.relay.client;

import org.jspecify.annotations.NullMarked;
