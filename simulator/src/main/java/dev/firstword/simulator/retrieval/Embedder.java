package dev.firstword.simulator.retrieval;

import java.util.List;

/**
 * Computes deterministic embeddings by feature hashing (Weinberger et al., Feature Hashing, 2009).
 * Each stem, pair of adjacent stems and stem prefix adds to a few dimensions chosen by its hash.
 * The sum is normalized to length one.
 *
 * <p>Texts that share words are close together, and unrelated texts are nearly orthogonal. The same
 * question with other stop words has the same vector. Synonyms are not recognized.
 */
public final class Embedder {
  private static final double BIGRAM_WEIGHT = 0.5;
  private static final double PREFIX_WEIGHT = 0.35;
  private static final int PREFIX_LENGTH = 4;
  private static final int DIMENSIONS_PER_FEATURE = 4;

  private final int dimensions;

  public Embedder(int dimensions) {
    this.dimensions = dimensions;
  }

  /** Returns a vector of length one. For a text without words, returns the first unit vector. */
  public float[] embed(String text) {
    double[] sum = new double[dimensions];
    List<String> stems = Stemmer.stems(text);
    for (int index = 0; index < stems.size(); index++) {
      String stem = stems.get(index);
      addFeature(sum, stem, 1);
      if (stem.length() > PREFIX_LENGTH) {
        addFeature(sum, "^" + stem.substring(0, PREFIX_LENGTH), PREFIX_WEIGHT);
      }
      if (index > 0) {
        addFeature(sum, stems.get(index - 1) + " " + stem, BIGRAM_WEIGHT);
      }
    }
    return normalize(sum);
  }

  /** Returns the cosine similarity of two vectors of length one. */
  public static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int index = 0; index < one.length; index++) {
      product += one[index] * other[index];
    }
    return product;
  }

  private void addFeature(double[] sum, String feature, double weight) {
    long hash = 1_125_899_906_842_597L;
    for (int index = 0; index < feature.length(); index++) {
      hash = 31 * hash + feature.charAt(index);
    }
    for (int part = 0; part < DIMENSIONS_PER_FEATURE; part++) {
      hash = mix(hash + part);
      int dimension = (int) Long.remainderUnsigned(hash, dimensions);
      sum[dimension] += hash < 0 ? -weight : weight;
    }
  }

  private static float[] normalize(double[] sum) {
    double square = 0;
    for (double value : sum) {
      square += value * value;
    }
    float[] vector = new float[sum.length];
    if (square == 0) {
      vector[0] = 1;
      return vector;
    }
    double length = Math.sqrt(square);
    for (int index = 0; index < sum.length; index++) {
      vector[index] = (float) (sum[index] / length);
    }
    return vector;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return z ^ (z >>> 33);
  }
}
