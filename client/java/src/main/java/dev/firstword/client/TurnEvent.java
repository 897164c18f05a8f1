package dev.firstword.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of a turn. The wire contract (docs/protocol.md) says when each is sent. Names of states,
 * kinds and reasons are strings, because newer servers may add some.
 */
public sealed interface TurnEvent {

  /** The number of the event in the turn's log, from 1. Numbers grow, and may have gaps. */
  long number();

  /** An event that ends a turn. Every turn has exactly one. */
  sealed interface Ending extends TurnEvent {}

  /**
   * The turn is accepted, and the user's message is durable. Always the first event.
   *
   * @param simulated whether the model simulator answers
   * @param continues the turn whose answer this one continues
   * @param warnings what was ignored in the request, one sentence each
   */
  record Start(
      long number,
      String turnId,
      String conversationId,
      String userMessageId,
      String assistantMessageId,
      boolean simulated,
      @Nullable String continues,
      List<String> warnings)
      implements TurnEvent {}

  /**
   * A phase starts or ends.
   *
   * @param label what happens, in the product's words
   * @param state {@code started}, {@code finished}, {@code degraded} or {@code failed}
   */
  record Phase(long number, String name, String label, String state, Duration elapsed)
      implements TurnEvent {}

  /** The passages from documents in the prompt. The answer refers to them like {@code [1]}. */
  record Sources(long number, List<Source> sources) implements TurnEvent {}

  /** A passage of a document. {@code index} counts from 1. */
  record Source(int index, String documentId, String title, String source, String heading) {}

  /** A model is chosen, or the choice has changed. */
  record Model(long number, String model, String reason, @Nullable String judgedBy)
      implements TurnEvent {}

  /**
   * The model thinks, before its answer or between parts of it.
   *
   * @param state {@code started}, {@code progress} or {@code finished}
   * @param elapsed since this thought began
   * @param headline what the thought is about, as plain text in the model's words
   * @param tokens how many the model has thought, if the provider says so
   * @param canAnswerNow whether {@link FirstwordClient#answerNow} closes this thought
   */
  record Thinking(
      long number,
      String state,
      Duration elapsed,
      @Nullable String headline,
      @Nullable Long tokens,
      boolean canAnswerNow)
      implements TurnEvent {}

  /** A thought was closed so that the answer starts, {@code by} the user or its deadline. */
  record AnswerNow(long number, String by) implements TurnEvent {}

  /** A chunk of a thought, if the profile shows thoughts in full. */
  record ThinkingText(long number, String text) implements TurnEvent {}

  /**
   * A tool call has a new state.
   *
   * @param id unique within the turn
   * @param label what the call does, in the product's words
   * @param state {@code writing}, {@code ready}, {@code running}, {@code finished} or {@code
   *     failed}
   * @param elapsed since the model began to write the call
   * @param arguments a JSON object as text; present once, with {@code ready}
   * @param result shortened for people, with {@code finished} and {@code failed}
   * @param by {@code provider} if the provider runs the tool
   */
  record ToolCall(
      long number,
      String id,
      String name,
      String label,
      String state,
      Duration elapsed,
      @Nullable String arguments,
      @Nullable String result,
      @Nullable String by)
      implements TurnEvent {

    /**
     * Whether the turn now waits for this call's result: run the tool, and send the result with
     * {@link FirstwordClient#sendToolResults}. True again for the same call if a crash of the
     * server has lost its result.
     */
    public boolean needsResult() {
      return state.equals("running") && by == null;
    }
  }

  /** A chunk of the arguments of a tool call, as the model writes them. */
  record ToolArguments(long number, String id, String text) implements TurnEvent {}

  /**
   * A running tool call, compared with earlier calls of its tool.
   *
   * @param longerThanPercent how many of the earlier calls ended sooner: 0, 50, 80, 95 or 100
   * @param remaining within this, four of five calls that lasted as long ended; null if unknown
   * @param samples the number of earlier calls
   */
  record ToolWait(
      long number,
      String id,
      Duration elapsed,
      int longerThanPercent,
      @Nullable Duration remaining,
      int samples)
      implements TurnEvent {}

  /** A source that supports a part of the answer. */
  record Cited(long number, Citation citation) implements TurnEvent {}

  /**
   * A source of an answer.
   *
   * @param index its number; equal for equal sources
   * @param page its first page that is cited
   * @param quote the passage of the source
   * @param start where the supported part of the turn's text begins, in UTF-16 units
   * @param end where it ends, exclusive
   */
  record Citation(
      int index,
      @Nullable String title,
      @Nullable String url,
      @Nullable Integer page,
      @Nullable String quote,
      @Nullable Integer start,
      @Nullable Integer end) {}

  /** What the model says between its tool calls. It is no part of the answer. */
  record Note(long number, String text) implements TurnEvent {}

  /** The turn calls a model again, with the results of its tools. {@code index} starts at 2. */
  record Step(long number, int index, Duration elapsed) implements TurnEvent {}

  /** The full answer begins. */
  record FullStart(long number) implements TurnEvent {}

  /** A chunk of the answer. */
  record Text(long number, String text) implements TurnEvent {}

  /** The model declined in mid-answer: only {@code kept} UTF-16 units of the text remain. */
  record Discard(long number, int kept) implements TurnEvent {}

  /** A section of a structured answer begins or ends. {@code index} counts from 1. */
  record Section(long number, int index, int count, String title, String state)
      implements TurnEvent {}

  /**
   * The wait has become remarkable.
   *
   * @param message a sentence for a person
   * @param kind what the wait is, such as {@code queued} or {@code thinking}
   */
  record Slow(long number, String message, Duration waited, @Nullable String kind)
      implements TurnEvent {}

  /**
   * How long comparable turns take, counted from the request.
   *
   * @param samples the measured answers that it is based on; 0 if all is assumed
   */
  record Estimate(long number, Spread ttft, Spread total, int samples) implements TurnEvent {}

  /** A tenth of all turns stay below {@code p10}, half below {@code p50}, and so on. */
  record Spread(Duration p10, Duration p50, Duration p90) {}

  /** A chunk of the quick summary. */
  record SummaryText(long number, String text) implements TurnEvent {}

  /** The complete quick summary. */
  record Summary(long number, String text) implements TurnEvent {}

  /** The text of the full answer is complete. */
  record StreamEnd(long number) implements TurnEvent {}

  /**
   * The turn ended normally.
   *
   * @param finishReason {@code stop}, {@code length}, {@code refusal} or {@code other}
   */
  record Done(long number, String finishReason, Usage usage, @Nullable Latency latency)
      implements Ending {}

  /**
   * The turn was stopped. Its text so far is kept.
   *
   * @param by {@code user}, {@code disconnect} or {@code shutdown}
   * @param action what to do next, if the user did not stop it
   */
  record Cancelled(long number, String by, @Nullable Action action, @Nullable Latency latency)
      implements Ending {}

  /**
   * The turn failed. Its text so far is kept.
   *
   * @param message a sentence for a person
   */
  record Failed(
      long number,
      String code,
      String message,
      Action action,
      @Nullable Duration retryAfter,
      @Nullable Latency latency)
      implements Ending {

    /** Returns the failure as an exception. */
    public FirstwordException toException() {
      return new FirstwordException(code, 0, message, action, retryAfter);
    }
  }

  /**
   * An event that this version of the client does not know.
   *
   * @param json the whole event
   */
  record Unknown(long number, String type, String json) implements TurnEvent {}
}
