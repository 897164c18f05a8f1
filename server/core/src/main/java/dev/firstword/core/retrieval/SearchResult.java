package dev.firstword.core.retrieval;

import java.util.List;

/**
 * The result of a search.
 *
 * @param passages best first
 * @param version the version of the tenant's documents that were searched
 * @param reused whether this is the cached result of an earlier question with the same meaning; its
 *     passages are in their final order and need no reranking
 * @param limit how many passages were requested; there may be fewer
 */
public record SearchResult(List<Passage> passages, long version, boolean reused, int limit) {

  public SearchResult {
    passages = List.copyOf(passages);
  }

  public SearchResult(List<Passage> passages, long version, boolean reused) {
    this(passages, version, reused, passages.size());
  }

  /** A copy with the passages in another order. */
  public SearchResult withPassages(List<Passage> reranked) {
    return new SearchResult(reranked, version, reused, limit);
  }
}
