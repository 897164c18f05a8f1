/**
 * Features derived from an answer while it streams, and published alongside it: sections, duration
 * estimates, a quick summary, and slow notices. Start reading at {@link
 * dev.firstword.answer.DurationEstimator}, or at {@code turn.AnswerSideEvents}, which combines
 * them.
 */
@NullMarked
package dev.firstword.answer;

import org.jspecify.annotations.NullMarked;
