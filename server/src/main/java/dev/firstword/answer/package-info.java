/**
 * What is read off the stream while it passes, and told beside it: the sections, how long it is
 * going to take, a quick summary, that it is slow. Start reading at {@link
 * dev.firstword.answer.Estimator}, or at what puts them together, {@code turn.Accompaniment}.
 */
@NullMarked
package dev.firstword.answer;

import org.jspecify.annotations.NullMarked;
