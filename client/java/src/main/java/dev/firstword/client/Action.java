package dev.firstword.client;

import org.jspecify.annotations.Nullable;

/** What to do next after a refused request or a failed turn. */
public enum Action {
  /** Try the same again. */
  RETRY,
  /** Wait, for as long as the server says, and try again. */
  WAIT,
  /** Change the request. */
  EDIT,
  /** Sign in, or use other credentials. */
  SIGN_IN,
  /** Ask the operator of the server. */
  CONTACT,
  /** Continue the answer in a new turn: {@link TurnRequest.Builder#continues}. */
  CONTINUE,
  /** An action of a newer server. */
  OTHER;

  /** Returns the action of that name on the wire. */
  static Action of(@Nullable String name) {
    if (name == null) {
      return OTHER;
    }
    return switch (name) {
      case "retry" -> RETRY;
      case "wait" -> WAIT;
      case "edit" -> EDIT;
      case "sign_in" -> SIGN_IN;
      case "contact" -> CONTACT;
      case "continue" -> CONTINUE;
      default -> OTHER;
    };
  }

  /** Returns the action for a status without a problem document. */
  static Action forStatus(int status) {
    return switch (status) {
      case 401, 403 -> SIGN_IN;
      case 429, 503 -> WAIT;
      default -> status >= 400 && status < 500 ? EDIT : RETRY;
    };
  }
}
