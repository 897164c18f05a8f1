/**
 * Clients of the retrieval models: embedding and reranking models. Start reading at {@link
 * dev.firstword.retrieval.model.EmbeddingModel}.
 */
@NullMarked
package dev.firstword.retrieval.model;

import org.jspecify.annotations.NullMarked;
