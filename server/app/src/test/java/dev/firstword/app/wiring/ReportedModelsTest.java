package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.provider.LoopFixture;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.time.ManualScheduler;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptions of models are read in the background and kept from one start to the next. */
final class ReportedModelsTest {

  private static final String MODEL = "claude-haiku-4-5";
  private static final Duration DELAY = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final Simulator simulator =
      Simulator.start(
          SimulatorSettings.defaults().withModel(MODEL, new ModelSettings(1, 2, 1_000)),
          "127.0.0.1",
          0);
  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final ManualScheduler scheduler = new ManualScheduler();
  private final Map<String, ReportedModel> told = new HashMap<>();

  @AfterEach
  void close() {
    loop.close();
    simulator.close();
  }

  private ReportedModels open(Dialect dialect, String model) {
    ModelProvider provider = loop.provider(dialect, simulator.uri());
    return new ReportedModels(
        Map.of(model, provider), () -> loop.loop, new ReportedModelFile(folder), DELAY, scheduler);
  }

  @Test
  void areReadInTheBackground() {
    ReportedModels models = open(Dialect.ANTHROPIC, MODEL);
    models.start(told::put);

    scheduler.advance(DELAY.minusMillis(1));
    assertThat(told).isEmpty();
    assertThat(models.of(MODEL)).isNull();

    scheduler.advance(Duration.ofMillis(1));
    assertThat(told.get(MODEL)).isNotNull().isEqualTo(models.of(MODEL));
    assertThat(Objects.requireNonNull(models.of(MODEL)).maxOutputTokens()).isEqualTo(64_000);
  }

  @Test
  void areToldOnlyIfTheySaySomethingNew() {
    ReportedModels models = open(Dialect.ANTHROPIC, MODEL);
    models.start(told::put);
    scheduler.advance(DELAY);
    told.clear();

    scheduler.advance(ReportedModels.INTERVAL);

    assertThat(told).isEmpty();
  }

  @Test
  void areKnownAtTheNextStart() {
    ReportedModels before = open(Dialect.ANTHROPIC, MODEL);
    before.start(told::put);
    scheduler.advance(DELAY);

    ReportedModels after = open(Dialect.ANTHROPIC, MODEL);

    assertThat(after.of(MODEL)).isNotNull().isEqualTo(before.of(MODEL));
  }

  @Test
  void aModelThatTheProviderDoesNotDescribeStaysAsItIs() {
    ReportedModels models = open(Dialect.ANTHROPIC, "someone-elses-model");
    models.start(told::put);

    scheduler.advance(DELAY);

    assertThat(told).isEmpty();
    assertThat(models.of("someone-elses-model")).isNull();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatCannotBeReadIsIgnored() throws Exception {
    Files.writeString(
        folder.resolve("models.json"), "{\"it/" + MODEL + "\": {\"stage\": \"old\"}}");

    ReportedModels models = open(Dialect.ANTHROPIC, MODEL);

    assertThat(models.of(MODEL)).isNull();
  }
}
