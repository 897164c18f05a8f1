/**
 * Everything before the model: reads the history, retrieves passages and builds the prompt. Phases
 * run on virtual threads and report their start and end to a listener. Start reading at {@link
 * dev.firstword.core.preparation.Preparation}.
 */
@NullMarked
package dev.firstword.core.preparation;

import org.jspecify.annotations.NullMarked;
