/**
 * One user message and its answer: the state machine, the event log that every reader follows, the
 * registry of running turns, resume and cancel. Start reading at {@link
 * dev.firstword.core.turn.TurnService}, then {@link dev.firstword.core.turn.running.Turn}.
 */
@NullMarked
package dev.firstword.core.turn;

import org.jspecify.annotations.NullMarked;
