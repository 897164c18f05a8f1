/**
 * Which model answers, and how long it may take. Start reading at {@link
 * dev.firstword.routing.Router}.
 */
@NullMarked
package dev.firstword.routing;

import org.jspecify.annotations.NullMarked;
