package dev.firstword.retrieval.index;

import dev.firstword.core.retrieval.Passage;
import java.util.List;

/**
 * The hits of a search.
 *
 * @param passages best first
 * @param version the version of the tenant's documents that was searched; it is behind the store's
 *     while a large index is being built
 */
public record Hits(List<Passage> passages, long version) {

  public Hits {
    passages = List.copyOf(passages);
  }
}
