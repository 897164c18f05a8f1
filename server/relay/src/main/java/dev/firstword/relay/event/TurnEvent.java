package dev.firstword.relay.event;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event of a turn's log, as defined by the protocol. A log holds exactly one {@link Start},
 * first, and exactly one {@link Terminal}, last.
 */
public sealed interface TurnEvent {

  /** The last event of a turn: how it ended. */
  sealed interface Terminal extends TurnEvent {
    Latency latency();
  }

  /**
   * The turn is accepted and the user message is durable.
   *
   * @param simulated whether the models are simulated
   * @param continues the turn whose answer this turn continues; null if none
   * @param warnings sentences on what was ignored in the request
   */
  record Start(
      String turnId,
      String conversationId,
      String userMessageId,
      String assistantMessageId,
      boolean simulated,
      @Nullable String continues,
      List<String> warnings)
      implements TurnEvent {

    public Start {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A real phase of the turn starts or ends.
   *
   * @param label the profile's text for the phase
   * @param elapsedMs milliseconds since the request was received
   */
  record Phase(String name, String label, PhaseState state, long elapsedMs) implements TurnEvent {}

  /** The retrieved sources in the prompt, in the order of their numbers there. */
  record Sources(List<Source> sources) implements TurnEvent {

    public Sources {
      sources = List.copyOf(sources);
    }
  }

  /**
   * The expected duration of the turn. Sent again when the estimate has changed.
   *
   * @param ttftMs from the request to the first text
   * @param totalMs from the request to the last text
   * @param samples the number of measured answers behind the estimate
   */
  record Estimate(Spread ttftMs, Spread totalMs, long samples) implements TurnEvent {}

  /** The 10th, 50th and 90th percentile over similar turns, in milliseconds. */
  record Spread(long p10, long p50, long p90) {}

  /**
   * A model is selected, or the selection has changed.
   *
   * @param withinBudget false if no model fits the requested latency budget
   * @param judgedBy what classified the question's complexity; null if complexity did not matter
   * @param region where the model answers; null if that is not known
   */
  record Model(
      String model,
      ModelReason reason,
      boolean withinBudget,
      @Nullable JudgedBy judgedBy,
      @Nullable String region)
      implements TurnEvent {}

  /** A chunk of the quick summary. */
  record SummaryText(String text) implements TurnEvent {}

  /** The complete quick summary. */
  record Summary(String text) implements TurnEvent {}

  /**
   * The model thinks before it answers.
   *
   * @param elapsedMs milliseconds since this thought began
   * @param headline what the thought is about, in the model's words; null if unknown or not shown
   * @param tokens the tokens thought so far; null if the provider does not report them
   * @param canAnswerNow whether the thought can be closed so that the answer starts; only true when
   *     it starts
   */
  record Thinking(
      ThinkingState state,
      long elapsedMs,
      @Nullable String headline,
      @Nullable Long tokens,
      boolean canAnswerNow)
      implements TurnEvent {}

  /** The state of a thought. */
  enum ThinkingState {
    STARTED,
    /** The thought has a new headline or more tokens. */
    PROGRESS,
    FINISHED;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** A chunk of a thought that the profile shows in full. */
  record ThinkingText(String text) implements TurnEvent {}

  /** The thought was closed so that the answer starts now, with less thinking. */
  record AnswerNow(AnswerNowBy by) implements TurnEvent {}

  /** What closed a thought. */
  enum AnswerNowBy {
    USER,
    /** The time that the request allows for thinking. */
    DEADLINE;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /**
   * The next call of a model in this turn begins, after the results of tool calls. The first call
   * has no event.
   *
   * @param index the number of the model call, from 2
   * @param elapsedMs milliseconds since the request was received
   */
  record Step(int index, long elapsedMs) implements TurnEvent {}

  /**
   * A tool call has a new state.
   *
   * @param id unique within the turn
   * @param label what the tool does, in the product's words
   * @param elapsedMs milliseconds since the model began to write this call
   * @param arguments the complete arguments as a JSON text; null unless they have just become
   *     complete
   * @param result the result, shortened for people; null unless the call has just ended
   * @param isByProvider whether the provider runs it, and not the client
   */
  record ToolCall(
      String id,
      String name,
      String label,
      ToolState state,
      long elapsedMs,
      @Nullable String arguments,
      @Nullable String result,
      boolean isByProvider)
      implements TurnEvent {

    /** Creates an event of a call that the client runs. */
    public ToolCall(
        String id,
        String name,
        String label,
        ToolState state,
        long elapsedMs,
        @Nullable String arguments,
        @Nullable String result) {
      this(id, name, label, state, elapsedMs, arguments, result, false);
    }
  }

  /**
   * A running tool call, compared with earlier calls of its tool.
   *
   * @param id the tool call
   * @param elapsedMs milliseconds since the model began to write the call
   * @param typicalMs how long earlier calls took, counted likewise
   * @param longerThanPercent how many of them ended sooner than this one: 0, 50, 80, 95 or 100
   * @param remainingMs 4 of 5 calls that lasted as long ended within this further time; null if
   *     unknown, or not said
   * @param samples the number of earlier calls
   */
  record ToolWait(
      String id,
      long elapsedMs,
      TypicalTool typicalMs,
      int longerThanPercent,
      @Nullable Long remainingMs,
      long samples)
      implements TurnEvent {}

  /**
   * The usual duration of a tool's calls, in milliseconds.
   *
   * @param p95 null if it rests on too few calls
   * @param max the longest
   */
  record TypicalTool(long p50, long p80, @Nullable Long p95, long max) {}

  /** A piece of the arguments of a tool call, as the model writes it. */
  record ToolArguments(String id, String text) implements TurnEvent {}

  /** What the model wrote for the reader between its tool calls; no part of the answer. */
  record Note(String text) implements TurnEvent {}

  /**
   * A source that supports a part of the answer. Absent strings are empty.
   *
   * @param index the number of the source in this turn, after those of {@link Sources}
   * @param url {@code http} or {@code https}
   * @param page the first page, from 1; 0 if unknown
   * @param quote the passage of the source
   * @param start where the supported part begins in the turn's text, in UTF-16 units; -1 if unknown
   * @param end where it ends, exclusive; -1 if unknown
   */
  record Citation(int index, String title, String url, int page, String quote, int start, int end)
      implements TurnEvent {}

  /** The full answer starts. */
  record FullStart() implements TurnEvent {}

  /** A chunk of the answer. */
  record Text(String text) implements TurnEvent {}

  /**
   * The model declined in mid-answer: what it has written since then is withdrawn.
   *
   * @param kept how much of the text remains, in UTF-16 units
   */
  record Discard(int kept) implements TurnEvent {}

  /**
   * A section of a structured answer starts or ends.
   *
   * @param index the section's number, from 1
   * @param count the number of sections in the profile
   */
  record Section(int index, int count, String title, SectionState state) implements TurnEvent {}

  /** The state of a section. */
  enum SectionState {
    STARTED,
    COMPLETE;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /**
   * The first text is later than the profile's notice threshold, or the text has stalled.
   *
   * @param message a message for the waiting user
   * @param waitedMs milliseconds since the request, or since the last text
   * @param kind what the wait consists of
   * @param typicalMs how long such waits usually last; null if unknown
   */
  record Slow(String message, long waitedMs, SilenceKind kind, @Nullable Typical typicalMs)
      implements TurnEvent {}

  /** The usual duration of a wait: the 50th and 95th percentile, in milliseconds. */
  record Typical(long p50, long p95) {}

  /** The text of the full answer is complete. */
  record StreamEnd() implements TurnEvent {}

  /**
   * The turn completed.
   *
   * @param usage the usage of the answer
   * @param summaryUsage the usage of the quick summary, which is a separate call; {@link
   *     Usage#NONE} without a summary
   */
  record Done(FinishReason finishReason, Usage usage, Usage summaryUsage, Latency latency)
      implements Terminal {

    /** Creates an event for a turn without a summary. */
    public Done(FinishReason finishReason, Usage usage, Latency latency) {
      this(finishReason, usage, Usage.NONE, latency);
    }
  }

  /** The turn was cancelled; the text so far is kept. */
  record Cancelled(CancelledBy by, Latency latency) implements Terminal {}

  /**
   * The turn failed; the text so far is kept.
   *
   * @param code a stable name of the failure, for programs
   * @param message what happened and what to do next, for the user; contains no provider text
   * @param retryAfterMs how long to wait before retrying, if the provider said so
   */
  record Failed(
      String code, String message, Action action, @Nullable Long retryAfterMs, Latency latency)
      implements Terminal {}

  /** The state of a phase. */
  enum PhaseState {
    STARTED,
    FINISHED,
    DEGRADED,
    FAILED;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** Why a model was selected. */
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

  /** What classified the question's complexity. */
  enum JudgedBy {
    /** Patterns, length and signal words. */
    RULES,
    /** A small model. */
    MODEL;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** Why the model stopped generating. */
  enum FinishReason {
    STOP,
    LENGTH,
    /** The model waits for the results of tool calls. */
    TOOL_CALLS,
    REFUSAL,
    /** The provider paused: the answer continues if it is sent back. Never the reason of a turn. */
    PAUSE,
    OTHER;

    public String wireName() {
      return TurnEvent.wireName(this);
    }
  }

  /** What cancelled a turn. */
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
