package dev.firstword.retrieval;

import org.jspecify.annotations.Nullable;

/**
 * Vectors of questions that all nodes share. It may forget any at any time; it never fails and
 * never keeps anybody waiting for long.
 */
public interface SharedVectors {

  /** What a node shares with nobody. */
  SharedVectors NONE =
      new SharedVectors() {
        @Override
        public float @Nullable [] find(String key) {
          return null;
        }

        @Override
        public void keep(String key, float[] vector) {}
      };

  /**
   * The vector of that key, if it is there soon.
   *
   * @param key a digest, which tells nobody what it is of
   */
  float @Nullable [] find(String key);

  /** Keeps a vector for about an hour. Does not wait until it is kept. */
  void keep(String key, float[] vector);
}
