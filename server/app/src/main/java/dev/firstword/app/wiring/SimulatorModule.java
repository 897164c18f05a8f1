package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.api.SimulatorControl;
import dev.firstword.app.config.Settings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated models, which answer while no provider is configured.
 *
 * @param simulator absent if a provider is configured
 */
record SimulatorModule(@Nullable Simulator simulator) {

  private static final Logger log = LoggerFactory.getLogger(SimulatorModule.class);

  /** Starts the simulator if the settings have no provider. */
  static SimulatorModule startIfNeeded(Settings settings, Lifecycle lifecycle) {
    if (!settings.providers().isEmpty()) {
      return new SimulatorModule(null);
    }
    Simulator simulator = Simulator.start(SimulatorSettings.defaults(), "127.0.0.1", 0);
    lifecycle.onClose("simulator", simulator::close);
    log.info("No provider is configured: answers come from the simulator at {}", simulator.uri());
    return new SimulatorModule(simulator);
  }

  boolean isRunning() {
    return simulator != null;
  }

  /** Returns the settings with the simulator, if it runs, as their provider. */
  Settings addTo(Settings settings) {
    return simulator == null
        ? settings
        : settings.withProviders(
            List.of(
                new ProviderEndpoint(
                    "simulator", Dialect.ANTHROPIC, simulator.uri(), "simulated", Map.of())));
  }

  /** Returns what changes the settings of the simulator, if it runs. */
  Optional<SimulatorControl> control() {
    return Optional.ofNullable(simulator).map(SimulatorControlAdapter::new);
  }
}
