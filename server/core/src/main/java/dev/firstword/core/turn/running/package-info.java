/** A running turn on its event loop: state, log writer, side events, persistence. */
@NullMarked
package dev.firstword.core.turn.running;

import org.jspecify.annotations.NullMarked;
