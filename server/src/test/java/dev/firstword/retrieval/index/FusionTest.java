package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.retrieval.index.Fusion.Fused;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FusionTest {

  @Test
  void prefersWhatBothWaysFound() {
    List<Fused> fused = Fusion.fuse(List.of(new int[] {1, 2, 3}, new int[] {4, 3, 5}));

    assertThat(fused).extracting(Fused::entry).containsExactly(3, 1, 4, 2, 5);
    assertThat(fused.getFirst().score()).isEqualTo(1.0 / 63 + 1.0 / 62);
  }

  @Test
  void keepsASingleOrder() {
    assertThat(Fusion.fuse(List.of(new int[] {7, 3, 9})))
        .extracting(Fused::entry)
        .containsExactly(7, 3, 9);
    assertThat(Fusion.fuse(List.of())).isEmpty();
  }
}
