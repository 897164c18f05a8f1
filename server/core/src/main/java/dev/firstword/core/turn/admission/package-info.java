/** From a request to a durable turn: deduplication, limits, validation. */
@NullMarked
package dev.firstword.core.turn.admission;

import org.jspecify.annotations.NullMarked;
