/** The ports of a turn: where it is stored, how nodes hear of each other's turns. */
@NullMarked
package dev.firstword.core.turn.store;

import org.jspecify.annotations.NullMarked;
