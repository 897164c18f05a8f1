/** Tests of the simulated thoughts. */
@NullMarked
package dev.firstword.simulator.thinking;

import org.jspecify.annotations.NullMarked;
