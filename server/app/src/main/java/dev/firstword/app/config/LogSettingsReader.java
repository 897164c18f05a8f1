package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.app.config.LogSettings.Format;
import dev.firstword.app.config.LogSettings.Turns;

/** Reads the section {@code log}. */
final class LogSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Log", "log.");

  private static final LogSettings DEFAULTS = LogSettings.DEFAULTS;

  private static final Setting<Format> FORMAT =
      SECTION.declare(
          "format",
          SettingType.choice(Format.class),
          value(DEFAULTS.format()),
          "`text` for people, or `json`: an object a line, with the ids of turns and traces.");
  private static final Setting<Turns> TURNS =
      SECTION.declare(
          "turns",
          SettingType.choice(Turns.class),
          value(DEFAULTS.turns()),
          "Turns that get a line when they end: those that `failed`, or `all`.");
  private static final Setting<Boolean> SHOW_USERS =
      SECTION.declare(
          "show_users",
          SettingType.BOOLEAN,
          value(DEFAULTS.showsUsers()),
          "Whether these lines have the ids of users. Otherwise they read `[REDACTED length hash]`.");

  private LogSettingsReader() {}

  static LogSettings read(SettingsNode root) {
    return new LogSettings(FORMAT.read(root), TURNS.read(root), SHOW_USERS.read(root));
  }
}
