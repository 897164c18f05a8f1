package dev.firstword.core.turn.store;

/** Whether a reader is expected to follow a turn. */
public enum TurnOrigin {
  /** The client follows it. */
  LIVE,
  /** It runs in the background, without a reader. */
  JOB
}
