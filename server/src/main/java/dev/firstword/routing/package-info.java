/**
 * Chooses the model for each answer, with hedging, fallback and timeouts. Start reading at {@link
 * dev.firstword.routing.Router}.
 */
@NullMarked
package dev.firstword.routing;

import org.jspecify.annotations.NullMarked;
