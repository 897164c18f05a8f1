/**
 * Documents become text: what they hold is read out of their formats, with the headings above it,
 * and split into pieces. Start reading at {@link dev.firstword.retrieval.reading.DocumentReader}.
 */
@NullMarked
package dev.firstword.retrieval.reading;

import org.jspecify.annotations.NullMarked;
