/** Tests of the Messages API's request validation. */
@NullMarked
package dev.firstword.simulator.anthropic;

import org.jspecify.annotations.NullMarked;
