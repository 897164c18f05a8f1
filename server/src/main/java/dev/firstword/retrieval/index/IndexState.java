package dev.firstword.retrieval.index;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * What an index says about itself, in the commit itself, so that it is never about another one.
 *
 * @param version of the tenant's documents that is wholly in it
 * @param model the embedding model whose vectors are in it; empty for none
 * @param dimensions of the vectors in it; 0 while there are none
 */
record IndexState(long version, String model, int dimensions) {

  /** Another number for another way of indexing: older indexes are then made again. */
  private static final String FORMAT = "2";

  static IndexState empty(String model) {
    return new IndexState(0, model, 0);
  }

  Map<String, String> toMap() {
    return Map.of(
        "format",
        FORMAT,
        "version",
        Long.toString(version),
        "model",
        model,
        "dimensions",
        Integer.toString(dimensions));
  }

  /** Whether an index is ours, and of this format; looks at nothing else in it. */
  static boolean isIn(Directory directory) throws IOException {
    return of(SegmentInfos.readLatestCommit(directory).getUserData()) != null;
  }

  /** Returns null when it was written by something else. */
  static @Nullable IndexState of(Map<String, String> map) {
    String version = map.get("version");
    String model = map.get("model");
    String dimensions = map.get("dimensions");
    if (!FORMAT.equals(map.get("format"))
        || version == null
        || model == null
        || dimensions == null) {
      return null;
    }
    return new IndexState(Long.parseLong(version), model, Integer.parseInt(dimensions));
  }
}
