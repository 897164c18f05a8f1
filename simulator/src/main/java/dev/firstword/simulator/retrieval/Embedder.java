package dev.firstword.simulator.retrieval;

import java.util.List;

/**
 * Deterministic vectors by feature hashing: each stem, pair of neighbouring stems and beginning of
 * a stem adds to a few dimensions chosen by its hash; the sum is scaled to length one.
 *
 * <p>Texts that share words are near, the same question in other filler words is the same point,
 * unrelated texts are nearly orthogonal (Weinberger et al., Feature Hashing, 2009). It knows no
 * synonyms.
 */
public final class Embedder {
  private static final double PAIR_WEIGHT = 0.5;
  private static final double BEGINNING_WEIGHT = 0.35;
  private static final int BEGINNING = 4;
  private static final int DIMENSIONS_PER_FEATURE = 4;

  private final int dimensions;

  public Embedder(int dimensions) {
    this.dimensions = dimensions;
  }

  /** A vector of length one; for a text without any word, the first unit vector. */
  public float[] embed(String text) {
    double[] sum = new double[dimensions];
    List<String> stems = Words.stems(text);
    for (int index = 0; index < stems.size(); index++) {
      String stem = stems.get(index);
      add(sum, stem, 1);
      if (stem.length() > BEGINNING) {
        add(sum, "^" + stem.substring(0, BEGINNING), BEGINNING_WEIGHT);
      }
      if (index > 0) {
        add(sum, stems.get(index - 1) + " " + stem, PAIR_WEIGHT);
      }
    }
    return scaled(sum);
  }

  /** The cosine of the angle between two vectors of length one. */
  public static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int index = 0; index < one.length; index++) {
      product += one[index] * other[index];
    }
    return product;
  }

  private void add(double[] sum, String feature, double weight) {
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

  private static float[] scaled(double[] sum) {
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
