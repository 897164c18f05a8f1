/** The log of a turn's encoded events: one writer, any number of readers. */
@NullMarked
package dev.firstword.relay.log;

import org.jspecify.annotations.NullMarked;
