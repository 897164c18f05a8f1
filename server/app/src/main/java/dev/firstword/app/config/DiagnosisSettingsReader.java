package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.value;

import java.time.Duration;

/** Reads the section {@code diagnosis}. */
final class DiagnosisSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Diagnosis", "diagnosis.");

  /** A check replays up to a day of turns. */
  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  private static final Setting<Duration> INTERVAL =
      SECTION.declare(
          "interval",
          SettingType.duration(MIN_INTERVAL, Duration.ofDays(1)),
          value(Settings.DEFAULTS.diagnosisInterval()),
          "How often the server checks whether a recommendation was applied, 100 ms to 24 h.");

  private DiagnosisSettingsReader() {}

  static Duration interval(SettingsNode root) {
    return INTERVAL.read(root);
  }
}
