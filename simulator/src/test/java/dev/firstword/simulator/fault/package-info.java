/** Tests of the fault selection. */
@NullMarked
package dev.firstword.simulator.fault;

import org.jspecify.annotations.NullMarked;
