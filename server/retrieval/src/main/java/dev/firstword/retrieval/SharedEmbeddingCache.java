package dev.firstword.retrieval;

import org.jspecify.annotations.Nullable;

/**
 * A cache of question embeddings shared by all nodes. Entries may be evicted at any time. Lookups
 * never throw and never block for long.
 */
public interface SharedEmbeddingCache {

  /** A cache that is always empty, for a single node. */
  SharedEmbeddingCache NONE =
      new SharedEmbeddingCache() {
        @Override
        public float @Nullable [] find(String key) {
          return null;
        }

        @Override
        public void put(String key, float[] vector) {}

        @Override
        public void removeAll(String keyPrefix) {}
      };

  /**
   * Returns the vector for the key, or null if it is absent or does not arrive in time.
   *
   * @param key a digest, which does not reveal the question
   */
  float @Nullable [] find(String key);

  /** Caches a vector for about an hour. Does not wait until it is stored. */
  void put(String key, float[] vector);

  /**
   * Removes all vectors whose key begins like this. Blocks.
   *
   * @throws RuntimeException if the cache can't be reached
   */
  void removeAll(String keyPrefix);
}
