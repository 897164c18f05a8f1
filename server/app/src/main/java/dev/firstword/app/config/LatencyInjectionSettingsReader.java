package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.preparation.LatencyInjector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the section {@code latency_injection}. */
final class LatencyInjectionSettingsReader {

  static final SettingsSection SECTION =
      new SettingsSection("Latency injection", "latency_injection.");

  private static final LatencyInjectionSettings DEFAULTS = LatencyInjectionSettings.OFF;

  private static final Setting<Boolean> ENABLED =
      SECTION.declare(
          "enabled",
          SettingType.BOOLEAN,
          value(DEFAULTS.enabled()),
          "Whether phases may be lengthened artificially.");
  private static final Setting<Duration> DELAY =
      SECTION.declare(
          "delay.PHASE", SettingType.DURATION, none(), "Minimum duration of the phase.");
  private static final Setting<Boolean> SEQUENTIAL =
      SECTION.declare(
          "sequential",
          SettingType.BOOLEAN,
          value(DEFAULTS.initial().sequential()),
          "Whether phases run one after another.");

  private LatencyInjectionSettingsReader() {}

  static LatencyInjectionSettings read(SettingsNode root) {
    SettingsNode delay = root.at("latency_injection.delay");
    if (delay.isPresent()) {
      delay.requireKeys(LatencyInjector.PHASES);
    }
    Map<String, Duration> minimumDurations = new LinkedHashMap<>();
    delay.children().forEach((phase, node) -> minimumDurations.put(phase, DELAY.parse(node)));
    LatencyInjectionSettings settings =
        new LatencyInjectionSettings(
            ENABLED.read(root),
            new LatencyInjector.Settings(minimumDurations, SEQUENTIAL.read(root)));
    if (!settings.enabled() && !settings.initial().equals(LatencyInjector.Settings.NONE)) {
      throw root.at("latency_injection")
          .invalid("lengthens phases, which requires latency_injection.enabled: true");
    }
    return settings;
  }
}
