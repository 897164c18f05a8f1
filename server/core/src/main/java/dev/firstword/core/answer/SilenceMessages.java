package dev.firstword.core.answer;

import dev.firstword.core.routing.Silence;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.Typical;

/** The messages about a silence for waiting users. */
final class SilenceMessages {

  private SilenceMessages() {}

  /** Returns the message for a wait that is longer than the profile allows. */
  static String waiting(SilenceKind kind) {
    return switch (kind) {
      case PAUSED -> "The answer has paused. It continues as soon as more text arrives.";
      case WRITING_TOOL_INPUT ->
          "The model is still writing what a tool needs. You can keep waiting or stop.";
      case RUNNING_TOOL -> "A tool is still running. You can keep waiting or stop.";
      case RATE_LIMITED ->
          "The model has too many requests right now. Yours is waiting for its turn. You can keep"
              + " waiting or stop.";
      case QUEUED, THINKING, NO_PROGRESS, DEAD ->
          "This is taking longer than usual. You can keep waiting or stop.";
    };
  }

  /** Returns the message for a thought that has become more unusual. */
  static String thinking(Silence silence, long waitedMs) {
    return switch (silence.kind()) {
      case NO_PROGRESS ->
          "The model has made no progress for "
              + duration(waitedMs)
              + (silence.typical() == null ? "" : ", longer than usual")
              + ". You can keep waiting or stop.";
      case DEAD ->
          "Nothing has arrived from the model for "
              + duration(waitedMs)
              + ". You can keep waiting or stop.";
      case THINKING, QUEUED, RATE_LIMITED, PAUSED, WRITING_TOOL_INPUT, RUNNING_TOOL ->
          thinking(silence);
    };
  }

  private static String thinking(Silence silence) {
    Typical typical = silence.typical();
    if (typical == null) {
      return "The model is still thinking. You can keep waiting or stop.";
    }
    if (silence.stage() == Silence.OVER_MEDIAN) {
      return "Thinking. Half of the thoughts like this finish within "
          + duration(typical.p50())
          + ".";
    }
    if (silence.stage() == Silence.LONG) {
      return "Thinking. 19 of 20 thoughts like this finish within " + duration(typical.p95()) + ".";
    }
    return "Thinking longer than usual: 19 of 20 thoughts like this finish within "
        + duration(typical.p95())
        + ". You can keep waiting or stop.";
  }

  /** Rounds up, so that it never promises less than was measured. */
  private static String duration(long ms) {
    long seconds = Math.max(1, (ms + 999) / 1000);
    return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
  }
}
