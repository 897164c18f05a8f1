/**
 * Documents and what is found in them: kept per tenant, split into passages, searched by words and
 * by meaning. Start reading at {@link dev.firstword.retrieval.Retrieval}.
 */
@NullMarked
package dev.firstword.retrieval;

import org.jspecify.annotations.NullMarked;
