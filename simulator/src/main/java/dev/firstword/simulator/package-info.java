/** Placeholder. */
@NullMarked
package dev.firstword.simulator;

import org.jspecify.annotations.NullMarked;
