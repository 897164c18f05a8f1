package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.core.preparation.LatencyInjector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/lab/simulator}: changing the speed of the built-in models. */
final class SimulatorControlRouteTest {

  private static final String PATH = "/api/lab/simulator";
  private static final LatencyInjectionSettings LATENCY_INJECTION =
      new LatencyInjectionSettings(true, new LatencyInjector.Settings(Map.of(), false));

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings ->
              settings
                  .providers(List.of())
                  .models(Settings.DEFAULTS.models())
                  .latencyInjection(LATENCY_INJECTION));

  private final Client client = SERVER.client();

  @AfterEach
  void restore() {
    client.send("DELETE", PATH);
  }

  @Test
  void changesThePaceImmediately() {
    Reply changed = client.json("PUT", PATH, "{\"uncached_input_ms_per_1k\":321}");

    assertThat(changed.json().path("uncached_input_ms_per_1k").asInt()).isEqualTo(321);
    assertThat(client.get(PATH).body()).isEqualTo(changed.body());
  }

  @Test
  void restoresTheInitialPace() {
    String usual = client.get(PATH).body();
    client.json("PUT", PATH, "{\"uncached_input_ms_per_1k\":321}");

    assertThat(client.send("DELETE", PATH).body()).isEqualTo(usual);
    assertThat(client.get(PATH).body()).isEqualTo(usual);
  }

  @Test
  void namesTheInvalidSetting() {
    Reply refused = client.json("PUT", PATH, "{\"uncached_input_ms_per_1k\":-1}");

    ProblemAssertions.assertProblem(refused, 400);
    assertThat(refused.body()).contains("uncached_input_ms_per_1k");
    ProblemAssertions.assertProblem(client.json("PUT", PATH, "{"), 400);
  }

  @Test
  void isAbsentWithoutTheBuiltInSimulator() {
    try (ServerFixture real =
        new ServerFixture(_ -> {}, settings -> settings.latencyInjection(LATENCY_INJECTION))) {
      ProblemAssertions.assertProblem(real.client().get(PATH), 404);
    }
  }
}
