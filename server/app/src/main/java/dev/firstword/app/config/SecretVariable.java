package dev.firstword.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An environment variable that holds a secret, or one with {@code _FILE} at its end that names a
 * file with it, as Docker and Kubernetes mount secrets.
 */
final class SecretVariable {

  private SecretVariable() {}

  /**
   * Returns the secret without surrounding white space; empty if neither variable is set.
   *
   * @throws SettingsException if the file cannot be read
   */
  static Optional<String> read(String name, Map<String, String> environment) {
    String value = environment.getOrDefault(name, "").strip();
    if (!value.isEmpty()) {
      return Optional.of(value);
    }
    String file = environment.getOrDefault(name + "_FILE", "").strip();
    return file.isEmpty() ? Optional.empty() : Optional.of(content(name + "_FILE", file));
  }

  private static String content(String variable, String file) {
    try {
      String secret = Files.readString(Path.of(file)).strip();
      if (secret.isEmpty()) {
        throw new SettingsException(variable + " names " + file + ", which is empty.");
      }
      return secret;
    } catch (IOException | InvalidPathException e) {
      throw new SettingsException(
          variable + " names " + file + ", which cannot be read: check the path and permissions.");
    }
  }
}
