package dev.firstword.app;

/** The configuration can't be used; the message says which line and what is wrong with it. */
final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  SettingsException(String message) {
    super(message);
  }
}
