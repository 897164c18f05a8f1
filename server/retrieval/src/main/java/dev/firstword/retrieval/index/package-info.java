/**
 * The search index of each tenant's documents, by words and by meaning. It is derived from the
 * document store and rebuilt from it if lost. Start reading at {@link
 * dev.firstword.retrieval.index.TenantIndexes}.
 */
@NullMarked
package dev.firstword.retrieval.index;

import org.jspecify.annotations.NullMarked;
