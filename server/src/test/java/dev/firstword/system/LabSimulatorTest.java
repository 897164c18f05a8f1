package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.LabSettings;
import dev.firstword.app.Settings;
import dev.firstword.preparation.Lab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/lab/simulator}: what a page may change of the models that answer it. */
final class LabSimulatorTest {

  private static final String PATH = "/api/lab/simulator";
  private static final LabSettings LAB = new LabSettings(true, new Lab.State(Map.of(), false));

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings -> settings.providers(List.of()).models(Settings.DEFAULTS.models()).lab(LAB));

  private final Client client = SERVER.client();

  @AfterEach
  void restore() {
    client.send("DELETE", PATH);
  }

  @Test
  void changesThePaceAtOnce() {
    Reply changed = client.json("PUT", PATH, "{\"uncached_input_ms_per_1k\":321}");

    assertThat(changed.json().path("uncached_input_ms_per_1k").asInt()).isEqualTo(321);
    assertThat(client.get(PATH).body()).isEqualTo(changed.body());
  }

  @Test
  void bringsBackThePaceThatItStartedWith() {
    String usual = client.get(PATH).body();
    client.json("PUT", PATH, "{\"uncached_input_ms_per_1k\":321}");

    assertThat(client.send("DELETE", PATH).body()).isEqualTo(usual);
    assertThat(client.get(PATH).body()).isEqualTo(usual);
  }

  @Test
  void saysWhichSettingIsWrong() {
    Reply refused = client.json("PUT", PATH, "{\"uncached_input_ms_per_1k\":-1}");

    Refusal.assertThatIs(refused, 400);
    assertThat(refused.body()).contains("uncached_input_ms_per_1k");
    Refusal.assertThatIs(client.json("PUT", PATH, "{"), 400);
  }

  @Test
  void isNotThereWhereOthersModelsAnswer() {
    try (ServerFixture real = new ServerFixture(_ -> {}, settings -> settings.lab(LAB))) {
      Refusal.assertThatIs(real.client().get(PATH), 404);
    }
  }
}
