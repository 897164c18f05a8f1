/**
 * Vectors that put similar texts near each other, and the relevance of a document to a query.
 *
 * <p>Start reading at {@link dev.firstword.simulator.retrieval.Embedder}.
 */
@NullMarked
package dev.firstword.simulator.retrieval;

import org.jspecify.annotations.NullMarked;
