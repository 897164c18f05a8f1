package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.CatalogueModelSettings.Price;
import dev.firstword.simulator.ModelSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A model refuses an option that the server thought it takes. */
final class RefusedOptionTest {

  /** Refuses {@code temperature}. */
  private static final String MODEL = "claude-opus-5";

  private static final ModelSettings SIMULATED =
      new ModelSettings(4, 10, 2_000).withOutputTokens(5);

  private static final Duration SOON = Duration.ofMillis(10);

  @Test
  void answersWithoutTheOptionAndNeverSendsItAgain() {
    try (ServerFixture server =
        new ServerFixture(_ -> {}, settings -> settings.models(List.of(mistaken())))) {
      server.model(MODEL, SIMULATED);
      Transcript first = server.client().answer(warm("Hello"));

      assertThat(first.ending().type()).isEqualTo("done");
      assertThat(server.calls().rejected()).isEqualTo(1);
      assertThat(server.calls().calls()).isEqualTo(2);

      Transcript second = server.client().answer(warm("Hello again"));

      assertThat(second.ending().type()).isEqualTo("done");
      assertThat(server.calls().rejected()).isEqualTo(1);
      assertThat(server.calls().calls()).isEqualTo(3);
      assertThat(server.client().get("/metrics").body())
          .contains(
              "firstword_model_refused_option{model=\"%s\",option=\"temperature\"} 1.0"
                  .formatted(MODEL));
    }
  }

  private static ChatCall warm(String question) {
    return ChatCall.of(question).model(MODEL).with("temperature", 0.5);
  }

  /** The settings say that it is another model, which takes it. */
  private static CatalogueModelSettings mistaken() {
    return new CatalogueModelSettings(
        MODEL, "", 1, SOON, SOON, 1_000, Price.of(1), null, null, Set.of(), "claude-opus-4-6");
  }
}
