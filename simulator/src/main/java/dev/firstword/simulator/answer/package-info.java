/**
 * Generation of presentable answers from the prompt's own words.
 *
 * <p>Start reading at {@link dev.firstword.simulator.answer.AnswerWriter}.
 */
@NullMarked
package dev.firstword.simulator.answer;

import org.jspecify.annotations.NullMarked;
