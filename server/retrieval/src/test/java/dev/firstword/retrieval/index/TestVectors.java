package dev.firstword.retrieval.index;

import java.util.Random;

/** Vectors of length one. */
final class TestVectors {

  private TestVectors() {}

  /** A unit vector along an axis. */
  static float[] axis(int dimensions, int axis) {
    float[] vector = new float[dimensions];
    vector[axis] = 1;
    return vector;
  }

  /** A random vector near a center; simulates texts that share a topic. */
  static float[] near(float[] center, double spread, Random random) {
    float[] vector = new float[center.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (center[i] + spread * random.nextGaussian());
    }
    return normalize(vector);
  }

  static float[] random(int dimensions, Random random) {
    return near(new float[dimensions], 1, random);
  }

  private static float[] normalize(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += value * value;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  static double dotProduct(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
    }
    return product;
  }
}
