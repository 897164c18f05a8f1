package dev.firstword.app.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret, which is given literally or, preferably, as the name of an environment variable.
 *
 * @param literal the key that holds the secret
 * @param variable the key that names the environment variable; takes precedence
 */
record SecretSetting(Setting<String> literal, Setting<String> variable) {

  @Nullable String read(SettingsNode scope, Map<String, String> environment) {
    return variable.isSet(scope)
        ? fromEnvironment(variable.at(scope), environment)
        : literal.readOrNull(scope);
  }

  /** Returns the value of the environment variable that a node names. */
  static String fromEnvironment(SettingsNode node, Map<String, String> environment) {
    String name = node.requiredText();
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw node.invalid("names " + name + ", which is not set in the environment");
    }
    return value.strip();
  }
}
