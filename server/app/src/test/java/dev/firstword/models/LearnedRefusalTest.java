package dev.firstword.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.provider.LoopFixture;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A parameter that a model refuses is sent once and never again, for every model of the table, as
 * if the table knew nothing of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LearnedRefusalTest {

  private final Simulator simulator = Simulator.start(settings(), "127.0.0.1", 0);
  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final Map<Dialect, ModelProvider> providers = new EnumMap<>(Dialect.class);

  LearnedRefusalTest() {
    for (Dialect dialect : Dialect.values()) {
      providers.put(dialect, loop.provider(dialect, simulator.uri()));
    }
  }

  @AfterAll
  void close() {
    loop.close();
    simulator.close();
  }

  @Test
  void isSentOnceAndNeverAgain() throws InterruptedException {
    Map<AskedOption, ModelOption> sampling =
        Map.of(
            AskedOption.TEMPERATURE, ModelOption.TEMPERATURE, AskedOption.TOP_P, ModelOption.TOP_P);
    int learned = 0;
    for (PlannedCall call : PlannedCall.all()) {
      for (AskedOption asked : List.of(AskedOption.TEMPERATURE, AskedOption.TOP_P)) {
        if (call.plan(asked, UnsupportedOptions.TRANSLATE).refusal() == null) {
          continue;
        }
        long before = simulator.stats().total().rejected();
        send(call, asked);

        assertThat(simulator.stats().total().rejected())
            .as("%s, %s", call, asked)
            .isEqualTo(before + 1);
        assertThat(provider(call).refusedBy(call.model().name()))
            .as("%s, %s", call, asked)
            .contains(Objects.requireNonNull(sampling.get(asked)));

        send(call, asked);

        assertThat(simulator.stats().total().rejected())
            .as("%s, %s", call, asked)
            .isEqualTo(before + 1);
        learned++;
      }
    }
    assertThat(learned).isGreaterThan(20);
  }

  /** Sends a request to the model as one that takes everything, but for what was learned. */
  private void send(PlannedCall call, AskedOption asked) throws InterruptedException {
    ModelCapabilities unknown = ThinkingControl.NONE.assumptions();
    OptionPlan plan =
        OptionPlan.of(
            new OptionPlan.Target(
                null, unknown, Set.of(), provider(call).refusedBy(call.model().name())),
            asked.thinking,
            asked.options,
            UnsupportedOptions.TRANSLATE);
    assertThat(plan.refusal()).isNull();
    ModelRequest request = call.request(plan, asked);
    RecordingListener listener = new RecordingListener();
    var _ = loop.onLoop(() -> provider(call).open(request, listener));
    assertThat(listener.awaitEnd().toString()).as("%s, %s", call, asked).startsWith("End");
  }

  private ModelProvider provider(PlannedCall call) {
    return Objects.requireNonNull(providers.get(call.dialect()));
  }

  private static SimulatorSettings settings() {
    SimulatorSettings settings = SimulatorSettings.defaults();
    for (PlannedCall call : PlannedCall.all()) {
      settings =
          settings.withModel(
              call.model().name(), new ModelSettings(0.1, 0.2, 1e6).withOutputTokens(3));
    }
    return settings;
  }
}
