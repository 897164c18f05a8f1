/** Decoding of server-sent events. */
@NullMarked
package dev.firstword.relay.sse;

import org.jspecify.annotations.NullMarked;
