/**
 * One message and its answer: the state machine, the log that everybody reads, the registry of
 * running turns, resume and cancel. Start reading at {@link dev.firstword.turn.Turns}, then {@link
 * dev.firstword.turn.Turn}.
 */
@NullMarked
package dev.firstword.turn;

import org.jspecify.annotations.NullMarked;
