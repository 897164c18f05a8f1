package dev.firstword.protocol;

import java.util.Locale;

/** What a person can do next after a refusal or a failure. */
public enum Action {
  RETRY,
  WAIT,
  EDIT,
  SIGN_IN,
  CONTACT,
  CONTINUE;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
