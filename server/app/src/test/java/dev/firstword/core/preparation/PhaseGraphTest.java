package dev.firstword.core.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.operations.diagnosis.PhaseGraph;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The monitor has its own copy of the phase graph, which must match the preparation's. */
final class PhaseGraphTest {

  @Test
  void matchesThePhaseEnum() {
    Map<String, Set<String>> dependencies = new TreeMap<>();
    for (Phase phase : Phase.values()) {
      dependencies.put(
          name(phase),
          phase.dependencies().stream().map(PhaseGraphTest::name).collect(Collectors.toSet()));
    }

    assertThat(new TreeMap<>(PhaseGraph.DEPENDENCIES)).isEqualTo(dependencies);
  }

  /** Acceptance is reported as {@code auth}, the phase that takes the time. */
  private static String name(Phase phase) {
    return phase == Phase.ACCEPTANCE ? "auth" : phase.wireName();
  }
}
