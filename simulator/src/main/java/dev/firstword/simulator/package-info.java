/**
 * A simulated model provider: three real wire protocols over real HTTP, with realistic latency,
 * prompt caching and faults.
 *
 * <p>Start reading at {@link dev.firstword.simulator.Simulator}, then {@link
 * dev.firstword.simulator.ModelCallHandler} for the steps of one call.
 */
@NullMarked
package dev.firstword.simulator;

import org.jspecify.annotations.NullMarked;
