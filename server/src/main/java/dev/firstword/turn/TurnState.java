package dev.firstword.turn;

import java.util.Locale;

/** Where a turn stands. */
public enum TurnState {
  /** The user's message is durable; the prompt is being made. */
  PREPARING,
  /** A model was asked and has not yet said a word. */
  WAITING,
  /** Text is coming. */
  STREAMING,
  DONE,
  CANCELLED,
  FAILED;

  /** Whether the turn has ended; nothing follows. */
  public boolean isFinal() {
    return switch (this) {
      case PREPARING, WAITING, STREAMING -> false;
      case DONE, CANCELLED, FAILED -> true;
    };
  }

  boolean mayBecome(TurnState next) {
    return switch (this) {
      case PREPARING -> next == WAITING || next == CANCELLED || next == FAILED;
      case WAITING -> next == STREAMING || next == CANCELLED || next == FAILED;
      case STREAMING -> next == DONE || next == CANCELLED || next == FAILED;
      case DONE, CANCELLED, FAILED -> false;
    };
  }

  /** The word on the wire and in storage. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static TurnState ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
