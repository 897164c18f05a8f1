/** Tests of token counting. */
@NullMarked
package dev.firstword.simulator.prompt;

import org.jspecify.annotations.NullMarked;
