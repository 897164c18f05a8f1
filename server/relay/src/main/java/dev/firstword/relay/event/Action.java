package dev.firstword.relay.event;

import java.util.Locale;

/** What a user can do next after a rejected request or a failure. */
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
