package dev.firstword.simulator.thinking;

/** One thing that happens in a thought. Times are nanoseconds after the thought's start. */
public sealed interface ThoughtStep {

  long afterNanos();

  /** The thought opens. */
  record Open(long afterNanos) implements ThoughtStep {}

  /** A part of the text is sent. */
  record Text(long afterNanos, String text) implements ThoughtStep {}

  /** An estimate is sent: the number of tokens since the last one. */
  record TokenCount(long afterNanos, int increment) implements ThoughtStep {}

  /** A delta with nothing in it is sent. */
  record EmptyDelta(long afterNanos) implements ThoughtStep {}

  /** From now on nothing is sent, not even a keep-alive. */
  record Stall(long afterNanos) implements ThoughtStep {}

  /** The thought is complete. */
  record Close(long afterNanos) implements ThoughtStep {}
}
