package dev.firstword.retrieval;

import java.util.List;

/**
 * What a search came back with, best first.
 *
 * @param version of the tenant's documents that were searched
 * @param reused whether this is what was found for an earlier question that means the same; such
 *     passages are in their final order, so that nothing needs to rerank them
 * @param wanted how many were asked for; fewer may be there
 */
public record Found(List<Passage> passages, long version, boolean reused, int wanted) {

  public Found {
    passages = List.copyOf(passages);
  }

  public Found(List<Passage> passages, long version, boolean reused) {
    this(passages, version, reused, passages.size());
  }

  /** The same search with its passages in another order. */
  public Found inOrder(List<Passage> reranked) {
    return new Found(reranked, version, reused, wanted);
  }
}
