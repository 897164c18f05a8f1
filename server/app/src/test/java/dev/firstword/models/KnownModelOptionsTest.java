package dev.firstword.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.provider.LoopFixture;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every known model takes what it is sent of every option: the simulator, which has a table of its
 * own, refuses nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KnownModelOptionsTest {

  private final Simulator simulator = Simulator.start(settings(), "127.0.0.1", 0);
  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final Map<Dialect, ModelProvider> providers = new EnumMap<>(Dialect.class);

  KnownModelOptionsTest() {
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
  void modelsTakeWhatTheyAreSent() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    int calls = 0;
    for (PlannedCall call : PlannedCall.all()) {
      for (AskedOption asked : AskedOption.values()) {
        OptionPlan plan = call.plan(asked, UnsupportedOptions.OMIT);
        if (plan.refusal() == null) {
          calls++;
          String end = send(call, plan, asked);
          if (!end.startsWith("End")) {
            failures.add(call.model().name() + ", " + call.api() + ", " + asked + ": " + end);
          }
        }
      }
    }

    assertThat(failures).isEmpty();
    assertThat(calls).isGreaterThan(500);
    assertThat(simulator.stats().total().calls())
        .as("no call is sent twice, without something that was refused")
        .isEqualTo(calls);
  }

  @Test
  void anExactRequestIsSentWholeOrRefused() {
    for (PlannedCall call : PlannedCall.all()) {
      for (AskedOption asked : AskedOption.values()) {
        OptionPlan exact = call.plan(asked, UnsupportedOptions.REFUSE);
        OptionPlan translated = call.plan(asked, UnsupportedOptions.TRANSLATE);
        if (exact.refusal() == null) {
          assertThat(exact.options()).as("%s, %s", call, asked).isEqualTo(asked.options);
          assertThat(exact.thinking().isTranslated()).as("%s, %s", call, asked).isFalse();
        }
        if (translated.refusal() != null) {
          assertThat(exact.refusal()).as("%s, %s", call, asked).isNotNull();
        }
      }
    }
  }

  private String send(PlannedCall call, OptionPlan plan, AskedOption asked)
      throws InterruptedException {
    ModelRequest request = call.request(plan, asked);
    RecordingListener listener = new RecordingListener();
    ModelProvider provider = Objects.requireNonNull(providers.get(call.dialect()));
    var _ = loop.onLoop(() -> provider.open(request, listener));
    return listener.awaitEnd().toString();
  }

  private static SimulatorSettings settings() {
    SimulatorSettings settings = SimulatorSettings.defaults();
    for (KnownModel model : KnownModels.all()) {
      settings =
          settings.withModel(model.name(), new ModelSettings(0.1, 0.2, 1e6).withOutputTokens(3));
    }
    return settings;
  }
}
