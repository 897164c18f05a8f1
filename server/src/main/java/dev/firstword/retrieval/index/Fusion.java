package dev.firstword.retrieval.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several orders become one: reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). It looks
 * at places alone, as the scores of words and of vectors can't be compared.
 */
final class Fusion {

  /** The paper's constant: how little the first places stand out. */
  private static final int K = 60;

  /** An entry of the index, and its share. */
  record Fused(int entry, double score) {}

  private Fusion() {}

  /** Best first; of equal ones, the one that was met first. */
  static List<Fused> fuse(List<int[]> orders) {
    Map<Integer, Double> scores = new LinkedHashMap<>();
    for (int[] order : orders) {
      for (int place = 0; place < order.length; place++) {
        scores.merge(order[place], 1.0 / (K + place + 1), Double::sum);
      }
    }
    List<Fused> fused = new ArrayList<>(scores.size());
    scores.forEach((entry, score) -> fused.add(new Fused(entry, score)));
    fused.sort(Comparator.comparingDouble(Fused::score).reversed());
    return fused;
  }
}
