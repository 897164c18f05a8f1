package dev.firstword.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.monitor.diagnosis.PhaseGraph;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The monitor knows the phases' graph without importing the preparation; both must be the same. */
final class PhaseGraphTest {

  @Test
  void isTheOneThatPhasesRunBy() {
    Map<String, Set<String>> needs = new TreeMap<>();
    for (Step step : Step.values()) {
      needs.put(
          name(step), step.needs().stream().map(PhaseGraphTest::name).collect(Collectors.toSet()));
    }

    assertThat(new TreeMap<>(PhaseGraph.NEEDS)).isEqualTo(needs);
  }

  /** What it waits for outside is told as the phase that takes the time there. */
  private static String name(Step step) {
    return step == Step.ACCEPTANCE ? "auth" : step.wireName();
  }
}
