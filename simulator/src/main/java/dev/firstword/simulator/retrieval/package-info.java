/**
 * Embeddings that place similar texts close together, and relevance scores of documents for a
 * query.
 *
 * <p>Start reading at {@link dev.firstword.simulator.retrieval.Embedder}.
 */
@NullMarked
package dev.firstword.simulator.retrieval;

import org.jspecify.annotations.NullMarked;
