package dev.firstword.app.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A section of the settings reference: the settings that a reader declares, in their order. */
final class SettingsSection {

  private final String title;
  private final String prefix;
  private final List<Setting<?>> settings = new ArrayList<>();

  /**
   * Creates a section.
   *
   * @param prefix the path in front of its keys, such as {@code providers[].}; may be empty
   */
  SettingsSection(String title, String prefix) {
    this.title = title;
    this.prefix = prefix;
  }

  /** Declares a setting. */
  <T> Setting<T> declare(
      String key, SettingType<T> type, SettingDefault<T> defaultValue, String description) {
    Setting<T> setting = new Setting<>(prefix + key, type, defaultValue, description);
    settings.add(setting);
    return setting;
  }

  /** Declares a secret: a key for itself, and one for the environment variable that holds it. */
  SecretSetting declareSecret(String key, String description, String variableDescription) {
    return new SecretSetting(
        declare(key, SettingType.SECRET, SettingDefault.none(), description),
        declare(key + "_env", SettingType.NAME, SettingDefault.none(), variableDescription));
  }

  String title() {
    return title;
  }

  List<Setting<?>> settings() {
    return Collections.unmodifiableList(settings);
  }
}
