/**
 * The wire format: requests, the sealed {@link dev.firstword.protocol.TurnEvent}, problems, and the
 * encoder and decoder of event streams. Imports no other part of the server. Start reading at
 * {@link dev.firstword.protocol.TurnEvent}.
 */
@NullMarked
package dev.firstword.protocol;

import org.jspecify.annotations.NullMarked;
