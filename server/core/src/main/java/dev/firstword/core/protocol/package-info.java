/**
 * Requests and problems in the wire format, and the trace context of a request. Start reading at
 * {@link dev.firstword.core.protocol.ChatRequest}; the events of a turn are in {@link
 * dev.firstword.relay.event.TurnEvent}.
 */
@NullMarked
package dev.firstword.core.protocol;

import org.jspecify.annotations.NullMarked;
