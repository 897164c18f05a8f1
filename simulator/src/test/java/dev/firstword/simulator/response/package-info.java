/** Tests of response timing and of injected faults. */
@NullMarked
package dev.firstword.simulator.response;

import org.jspecify.annotations.NullMarked;
