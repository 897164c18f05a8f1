/**
 * The tool calls of a model: which tools it calls in which step, and with what arguments.
 *
 * <p>Start reading at {@link dev.firstword.simulator.tools.ToolPlanner}.
 */
@NullMarked
package dev.firstword.simulator.tools;

import org.jspecify.annotations.NullMarked;
