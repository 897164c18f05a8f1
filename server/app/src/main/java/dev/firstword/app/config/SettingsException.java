package dev.firstword.app.config;

/**
 * Thrown when the configuration is invalid. The message names the setting and what is wrong with
 * it.
 */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public SettingsException(String message) {
    super(message);
  }
}
