package dev.firstword.app;

/**
 * Thrown when the configuration is invalid. The message names the setting and what is wrong with
 * it.
 */
final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  SettingsException(String message) {
    super(message);
  }
}
