/** Tests of the latency distributions. */
@NullMarked
package dev.firstword.simulator.latency;

import org.jspecify.annotations.NullMarked;
