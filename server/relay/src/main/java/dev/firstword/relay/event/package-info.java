/**
 * The events of a turn: the sealed {@link dev.firstword.relay.event.TurnEvent} and its encoding as
 * server-sent events.
 */
@NullMarked
package dev.firstword.relay.event;

import org.jspecify.annotations.NullMarked;
