/** Tests of the simulator over HTTP, and of its settings and counters. */
@NullMarked
package dev.firstword.simulator;

import org.jspecify.annotations.NullMarked;
