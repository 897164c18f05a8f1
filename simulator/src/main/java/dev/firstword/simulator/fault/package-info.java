/**
 * What can go wrong with a call, as data, and the draw that decides whether it does.
 *
 * <p>Start reading at {@link dev.firstword.simulator.fault.Fault}.
 */
@NullMarked
package dev.firstword.simulator.fault;

import org.jspecify.annotations.NullMarked;
