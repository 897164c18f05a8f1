/** The HTTP server: connections of clients, requests and responses, timeouts. */
@NullMarked
package dev.firstword.relay.server;

import org.jspecify.annotations.NullMarked;
