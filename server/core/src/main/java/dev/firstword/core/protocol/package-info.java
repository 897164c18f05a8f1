/**
 * The wire format: requests, the sealed {@link dev.firstword.relay.event.TurnEvent}, problems, and
 * the encoder and decoder of event streams. Imports no other part of the server. Start reading at
 * {@link dev.firstword.relay.event.TurnEvent}.
 */
@NullMarked
package dev.firstword.core.protocol;

import org.jspecify.annotations.NullMarked;
