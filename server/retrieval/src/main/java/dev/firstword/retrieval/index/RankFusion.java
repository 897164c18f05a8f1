package dev.firstword.retrieval.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges several rankings by reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). It uses
 * only ranks, because word scores and vector scores are not comparable.
 */
final class RankFusion {

  /** The paper's constant: a larger value gives less weight to the top ranks. */
  private static final int K = 60;

  /** A Lucene document and its fused score. */
  record FusedHit(int docId, double score) {}

  private RankFusion() {}

  /** Merges the rankings, best first; ties keep the order of first occurrence. */
  static List<FusedHit> fuse(List<int[]> rankings) {
    Map<Integer, Double> scores = new LinkedHashMap<>();
    for (int[] ranking : rankings) {
      for (int rank = 0; rank < ranking.length; rank++) {
        scores.merge(ranking[rank], 1.0 / (K + rank + 1), Double::sum);
      }
    }
    List<FusedHit> fused = new ArrayList<>(scores.size());
    scores.forEach((docId, score) -> fused.add(new FusedHit(docId, score)));
    fused.sort(Comparator.comparingDouble(FusedHit::score).reversed());
    return fused;
  }
}
