/**
 * Chooses the model for each answer, with hedging, fallback and timeouts. Start reading at {@link
 * dev.firstword.core.routing.Router}.
 */
@NullMarked
package dev.firstword.core.routing;

import org.jspecify.annotations.NullMarked;
