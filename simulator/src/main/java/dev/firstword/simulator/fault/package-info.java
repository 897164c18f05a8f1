/**
 * The faults that can be injected into calls, and the random draw that selects them.
 *
 * <p>Start reading at {@link dev.firstword.simulator.fault.Fault}.
 */
@NullMarked
package dev.firstword.simulator.fault;

import org.jspecify.annotations.NullMarked;
