/** The ports of a turn: its storage, and the bus between nodes. */
@NullMarked
package dev.firstword.core.turn.store;

import org.jspecify.annotations.NullMarked;
