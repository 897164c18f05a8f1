/**
 * Features derived from an answer while it streams, and published alongside it: sections, duration
 * estimates, a quick summary, and slow notices. Start reading at {@link
 * dev.firstword.core.answer.DurationEstimator}, or at {@code AnswerSideEvents}, which combines
 * them.
 */
@NullMarked
package dev.firstword.core.answer;

import org.jspecify.annotations.NullMarked;
