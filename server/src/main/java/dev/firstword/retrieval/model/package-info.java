/**
 * The models of retrieval: those that make vectors of texts and those that put passages in order,
 * and how they are called. Start reading at {@link dev.firstword.retrieval.model.EmbeddingModel}.
 */
@NullMarked
package dev.firstword.retrieval.model;

import org.jspecify.annotations.NullMarked;
