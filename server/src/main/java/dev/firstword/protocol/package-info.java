/**
 * What crosses the wire: requests, the sealed {@link dev.firstword.protocol.TurnEvent}, problems,
 * and the event stream's encoder and decoder. Imports no other part. Start reading at {@link
 * dev.firstword.protocol.TurnEvent}.
 */
@NullMarked
package dev.firstword.protocol;

import org.jspecify.annotations.NullMarked;
