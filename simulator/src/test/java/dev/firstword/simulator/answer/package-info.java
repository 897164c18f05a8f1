/** Tests of answer generation. */
@NullMarked
package dev.firstword.simulator.answer;

import org.jspecify.annotations.NullMarked;
