package dev.firstword.protocol;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a turn's log, as the contract's table of events names it. A log holds exactly one
 * {@link Start}, first, and exactly one {@link Terminal}, last.
 */
public sealed interface TurnEvent {

  /** The last event of a turn: how it ended. */
  sealed interface Terminal extends TurnEvent {
    Latency latency();
  }

  /**
   * The turn is accepted and the user's message is durable.
   *
   * @param simulated whether the answers come from the model simulator
   * @param continues the turn whose answer this one goes on with
   */
  record Start(
      String turnId,
      String conversationId,
      String userMessageId,
      String assistantMessageId,
      boolean simulated,
      @Nullable String continues)
      implements TurnEvent {}

  /**
   * A real phase of this turn begins or ends.
   *
   * @param label the profile's own words for it
   * @param elapsedMs milliseconds since the request was received
   */
  record Phase(String name, String label, PhaseState state, long elapsedMs) implements TurnEvent {}

  /** What was found in the documents and is in the prompt, in the order of the numbers there. */
  record Sources(List<Source> sources) implements TurnEvent {

    public Sources {
      sources = List.copyOf(sources);
    }
  }

  /**
   * A piece of a document that an answer can rest on.
   *
   * @param source where the document is from; empty when nobody said
   * @param heading the headings above the piece; empty for none
   */
  record Source(String documentId, String title, String source, String heading) {}

  /**
   * How long it is going to take, as far as can be told; told again when it has moved.
   *
   * @param ttftMs from the request to its first text
   * @param totalMs from the request to its last
   * @param samples how many measured answers it rests on
   */
  record Estimate(Spread ttftMs, Spread totalMs, long samples) implements TurnEvent {}

  /** Milliseconds that a tenth, half and nine tenths of all turns like this one stay within. */
  record Spread(long p10, long p50, long p90) {}

  /**
   * A model is chosen, or the choice has changed.
   *
   * @param withinBudget false when nothing fitted the wait that was asked for
   * @param judgedBy who said how complex the question is; absent where that decided nothing
   */
  record Model(String model, ModelReason reason, boolean withinBudget, @Nullable JudgedBy judgedBy)
      implements TurnEvent {}

  /** A piece of the quick summary. */
  record SummaryText(String text) implements TurnEvent {}

  /** The quick summary, whole. */
  record Summary(String text) implements TurnEvent {}

  /** The full answer begins. */
  record FullStart() implements TurnEvent {}

  /** A piece of the answer. */
  record Text(String text) implements TurnEvent {}

  /**
   * A section of a structured answer begins or ends.
   *
   * @param index from 1
   * @param count of all that the profile names
   */
  record Section(int index, int count, String title, SectionState state) implements TurnEvent {}

  /** Where a section stands. */
  enum SectionState {
    STARTED,
    COMPLETE;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /**
   * The first word is later than the profile's patience, or the text has fallen silent.
   *
   * @param message a sentence for the person who waits
   * @param waitedMs milliseconds since the request, or since the last text
   */
  record Slow(String message, long waitedMs) implements TurnEvent {}

  /** The full answer's text is complete. */
  record StreamEnd() implements TurnEvent {}

  /**
   * The turn ended well.
   *
   * @param usage of the answer
   * @param summaryUsage of the quick summary, another model's call; nothing where there was none
   */
  record Done(FinishReason finishReason, Usage usage, Usage summaryUsage, Latency latency)
      implements Terminal {

    /** One without a summary. */
    public Done(FinishReason finishReason, Usage usage, Latency latency) {
      this(finishReason, usage, Usage.NONE, latency);
    }
  }

  /** The turn was stopped; the text so far is kept. */
  record Cancelled(CancelledBy by, Latency latency) implements Terminal {}

  /**
   * The turn failed; the text so far is kept.
   *
   * @param code a stable name of the failure, for programs
   * @param message what happened and what to do next, for a person; holds no provider text
   * @param retryAfterMs how long to wait before trying again, where the provider said so
   */
  record Failed(
      String code, String message, Action action, @Nullable Long retryAfterMs, Latency latency)
      implements Terminal {}

  /** Where a phase stands. */
  enum PhaseState {
    STARTED,
    FINISHED,
    DEGRADED,
    FAILED;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** Why a model was chosen. */
  enum ModelReason {
    SIMPLE,
    MODERATE,
    COMPLEX,
    BUDGET,
    PINNED,
    FALLBACK,
    HEDGE;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** Who says how complex a question is. */
  enum JudgedBy {
    /** Patterns, length and signal words. */
    RULES,
    /** A small model. */
    MODEL;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** Why the model stopped writing. */
  enum FinishReason {
    STOP,
    LENGTH,
    REFUSAL,
    OTHER;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** Who stopped a turn. */
  enum CancelledBy {
    USER,
    DISCONNECT,
    SHUTDOWN;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
