/**
 * Documents and search: documents are stored per tenant, split into chunks, and searched by words
 * and by meaning. Start reading at {@link dev.firstword.core.retrieval.Retrieval}.
 */
@NullMarked
package dev.firstword.retrieval;

import org.jspecify.annotations.NullMarked;
