package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators hear of the end of a model while there is time. */
final class ModelRetirementsTest {

  /** Its last day is 14 January 2027. */
  private static final String ENDING = "gpt-4o";

  private static ModelRetirements on(String day) {
    return new ModelRetirements(
        List.of(model(ENDING), model("claude-opus-5-5"), model("unknown")),
        () -> Instant.parse(day + "T12:00:00Z"));
  }

  private static CatalogueModelSettings model(String name) {
    return new CatalogueModelSettings(
        name, "", 1, Duration.ofSeconds(1), Duration.ofSeconds(2), 100);
  }

  @Test
  void countsTheDaysOfModelsWhoseEndIsAnnounced() {
    assertThat(on("2027-01-04").daysLeft()).isEqualTo(Map.of(ENDING, 10L));
  }

  @Test
  void warnsDuringTheTimeOfNotice() {
    assertThat(on("2026-11-14").warnings()).isEmpty();
    assertThat(on("2026-11-15").warnings())
        .containsExactly("The model gpt-4o will be shut down after 2027-01-14, in 60 days.");
    assertThat(on("2027-01-15").warnings())
        .containsExactly("The model gpt-4o was shut down after 2027-01-14: calls to it fail.");
  }

  @Test
  void theProvidersWordReplacesTheTable() {
    ModelRetirements retirements = on("2026-12-01");
    LocalDate later = LocalDate.of(2027, 6, 1);

    retirements.update(ENDING, new Lifecycle(Stage.DEPRECATED, later));
    assertThat(retirements.daysLeft()).isEqualTo(Map.of(ENDING, 182L));

    retirements.update(ENDING, new Lifecycle(Stage.DEPRECATED, null));
    assertThat(retirements.daysLeft()).isEqualTo(Map.of(ENDING, 182L));

    retirements.update(ENDING, Lifecycle.ACTIVE);
    assertThat(retirements.daysLeft()).isEmpty();
  }
}
