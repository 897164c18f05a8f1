/**
 * The index of each tenant's documents, by words and by meaning: derived from what is stored, and
 * made again from there whenever it is lost. Start reading at {@link
 * dev.firstword.retrieval.index.Indexes}.
 */
@NullMarked
package dev.firstword.retrieval.index;

import org.jspecify.annotations.NullMarked;
