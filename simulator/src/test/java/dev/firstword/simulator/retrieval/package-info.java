/** Tests of embeddings and relevance scores. */
@NullMarked
package dev.firstword.simulator.retrieval;

import org.jspecify.annotations.NullMarked;
