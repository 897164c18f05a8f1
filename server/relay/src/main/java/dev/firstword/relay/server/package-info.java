/** Connections of clients: writing events in as few pieces as possible, timeouts. */
@NullMarked
package dev.firstword.relay.server;

import org.jspecify.annotations.NullMarked;
