/** Tests of the tool calls. */
@NullMarked
package dev.firstword.simulator.tools;

import org.jspecify.annotations.NullMarked;
