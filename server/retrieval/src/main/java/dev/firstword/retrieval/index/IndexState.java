package dev.firstword.retrieval.index;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an index. It is stored in the commit, so that it always matches the contents.
 *
 * @param version the version of the tenant's documents that is completely indexed
 * @param model the embedding model of its vectors; empty for none
 * @param dimensions the dimensions of its vectors; 0 while there are none
 */
record IndexState(long version, String model, int dimensions) {

  /** The format version. Changing it makes all older indexes be rebuilt. */
  private static final String FORMAT = "4";

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

  /** Whether the index is ours and has this format; reads only the latest commit. */
  static boolean isIn(Directory directory) throws IOException {
    return of(SegmentInfos.readLatestCommit(directory).getUserData()) != null;
  }

  /** Parses a commit's user data; returns null if it has another format. */
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
