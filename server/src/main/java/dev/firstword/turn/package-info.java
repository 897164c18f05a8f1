/**
 * One user message and its answer: the state machine, the event log that every reader follows, the
 * registry of running turns, resume and cancel. Start reading at {@link
 * dev.firstword.turn.TurnService}, then {@link dev.firstword.turn.Turn}.
 */
@NullMarked
package dev.firstword.turn;

import org.jspecify.annotations.NullMarked;
