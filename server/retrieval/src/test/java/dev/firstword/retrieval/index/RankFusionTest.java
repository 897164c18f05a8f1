package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.retrieval.index.RankFusion.FusedHit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RankFusionTest {

  @Test
  void prefersHitsInBothRankings() {
    List<FusedHit> fused = RankFusion.fuse(List.of(new int[] {1, 2, 3}, new int[] {4, 3, 5}));

    assertThat(fused).extracting(FusedHit::docId).containsExactly(3, 1, 4, 2, 5);
    assertThat(fused.getFirst().score()).isEqualTo(1.0 / 63 + 1.0 / 62);
  }

  @Test
  void keepsASingleRanking() {
    assertThat(RankFusion.fuse(List.of(new int[] {7, 3, 9})))
        .extracting(FusedHit::docId)
        .containsExactly(7, 3, 9);
    assertThat(RankFusion.fuse(List.of())).isEmpty();
  }
}
