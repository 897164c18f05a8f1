package dev.firstword.core.turn.store;

import java.util.Locale;

/** The state of a turn. */
public enum TurnState {
  /** The user's message is durable; the prompt is being prepared. */
  PREPARING,
  /** A model was called and has not produced its first token. */
  WAITING,
  /** The answer is streaming. */
  STREAMING,
  /** The model has called tools and waits for their results. */
  TOOLS,
  DONE,
  CANCELLED,
  FAILED;

  /** Whether the turn has ended, so that no event follows. */
  public boolean isFinal() {
    return switch (this) {
      case PREPARING, WAITING, STREAMING, TOOLS -> false;
      case DONE, CANCELLED, FAILED -> true;
    };
  }

  public boolean canTransitionTo(TurnState next) {
    return switch (this) {
      case PREPARING -> next == WAITING || next == CANCELLED || next == FAILED;
      case WAITING -> next != PREPARING && next != WAITING;
      case STREAMING -> next == TOOLS || next == DONE || next == CANCELLED || next == FAILED;
      case TOOLS -> next == WAITING || next == CANCELLED || next == FAILED;
      case DONE, CANCELLED, FAILED -> false;
    };
  }

  /** The name used on the wire and in storage. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static TurnState ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
