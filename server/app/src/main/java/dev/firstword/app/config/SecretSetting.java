package dev.firstword.app.config;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret, which is given literally or, preferably, as the name of an environment variable.
 *
 * @param literal the key that holds the secret
 * @param variable the key that names the environment variable; takes precedence
 */
record SecretSetting(Setting<String> literal, Setting<String> variable) {

  /** The usual spelling of variables. No provider issues keys that look like it. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  @Nullable String read(SettingsNode scope, Map<String, String> environment) {
    return variable.isSet(scope)
        ? fromEnvironment(variable.at(scope), environment)
        : literal.readOrNull(scope);
  }

  /**
   * Returns the value of the environment variable that a node names. No message repeats the value,
   * nor a name that may be the value, put there by mistake.
   */
  static String fromEnvironment(SettingsNode node, Map<String, String> environment) {
    String name = node.requiredText();
    String secret =
        SecretVariable.read(name, environment)
            .orElseThrow(() ->
                node.invalid(
                    VARIABLE.matcher(name).matches()
                        ? "names " + name + ", which is not set in the environment"
                        : "must be the name of an environment variable that is set, not the secret"
                            + " itself"));
    if (secret.chars().anyMatch(Character::isISOControl)) {
      throw node.invalid("names a variable that holds a line break or another control character");
    }
    return secret;
  }
}
