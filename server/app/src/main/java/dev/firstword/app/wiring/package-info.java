/**
 * The wiring: builds the modules by constructor, and starts and stops them. Start reading at {@link
 * dev.firstword.app.wiring.ServerBuilder}.
 */
@NullMarked
package dev.firstword.app.wiring;

import org.jspecify.annotations.NullMarked;
