/**
 * Writing answers that are useful to look at, out of the prompt's own words.
 *
 * <p>Start reading at {@link dev.firstword.simulator.answer.AnswerWriter}.
 */
@NullMarked
package dev.firstword.simulator.answer;

import org.jspecify.annotations.NullMarked;
