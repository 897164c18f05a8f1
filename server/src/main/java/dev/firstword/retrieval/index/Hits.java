package dev.firstword.retrieval.index;

import dev.firstword.retrieval.Passage;
import java.util.List;

/**
 * What a search found, best first.
 *
 * @param version of the tenant's documents that the index had reached; while a big index is being
 *     built it is behind the store's
 */
public record Hits(List<Passage> passages, long version) {

  public Hits {
    passages = List.copyOf(passages);
  }
}
