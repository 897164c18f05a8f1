package dev.firstword.simulator.fault;

import dev.firstword.simulator.fault.FaultEffect.Delivery;
import dev.firstword.simulator.fault.FaultEffect.Interruption;
import dev.firstword.simulator.fault.FaultEffect.Oddity;
import dev.firstword.simulator.fault.FaultEffect.Rejection;
import dev.firstword.simulator.fault.FaultEffect.StuckThought;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of faults that can be injected into a call. */
public enum FaultKind {
  /** Resets the connection without a response. */
  REFUSE(Rejection.RESET),
  /** Responds with 401: the key is rejected. */
  AUTHENTICATION(Rejection.AUTHENTICATION),
  /** Responds with 429, with {@code retry-after} if one is set, or without it like a spend cap. */
  RATE_LIMIT(Rejection.RATE_LIMIT),
  /** Responds with 500. */
  SERVER_ERROR(Rejection.SERVER_ERROR),
  /** Responds with 529, or sends an error event mid-stream if it occurs after a token. */
  OVERLOADED(Rejection.OVERLOADED),
  /** Responds with 200 and the JSON of a rate limit's error. */
  ERROR_AS_JSON(Rejection.STATUS_200),

  /** Sends nothing more and keeps the connection open. */
  SILENCE(Interruption.SILENCE),
  /** Closes the connection before the answer is complete. */
  CUT(Interruption.CUT),
  /** Sends one event with malformed JSON, then continues the stream. */
  MALFORMED(Interruption.MALFORMED),
  /** Sends one event of a megabyte, then continues the stream. */
  HUGE_EVENT(Interruption.HUGE_EVENT),

  /** Opens a thought, then sends nothing but keep-alives. */
  WEDGED_THINKING(StuckThought.WEDGED),
  /** Opens a thought, then sends a delta with nothing in it every second, without end. */
  EMPTY_DELTAS(StuckThought.EMPTY_DELTAS),
  /** Opens a thought, then sends nothing, not even a keep-alive. */
  HALF_OPEN(StuckThought.HALF_OPEN),

  /** Sends an otherwise correct answer a few bytes at a time. */
  SLOW_DRIP(Delivery.SLOW_DRIP),
  /** Splits every event of an otherwise correct answer into several writes at random positions. */
  SPLIT(Delivery.SPLIT),

  /** Writes the reason of the end in upper case, and a limit as {@code MAX_TOKENS}. */
  FINISH_UPPER_CASE(Oddity.FORMAT),
  /** Writes the reason of a normal end as {@code eos}. */
  FINISH_EOS(Oddity.FORMAT),
  /** Writes {@code stop} as the reason of an end with tool calls. */
  FINISH_STOP_WITH_TOOLS(Oddity.FORMAT),
  /** Sends the reason of the end, then nothing: neither the last event nor the connection's end. */
  FINISH_THEN_NOTHING(Oddity.FORMAT),
  /** Sends the reason of the end, then nothing but keep-alive comments. */
  FINISH_THEN_KEEP_ALIVES(Oddity.FORMAT),
  /** Writes {@code [DONE]} with a space behind it. */
  DONE_WITH_SPACE(Oddity.FORMAT),
  /** Leaves out the lines that name events. */
  NO_EVENT_LINES(Oddity.FORMAT),
  /** Sends the event stream as {@code text/plain}. */
  MISLABELLED(Oddity.FORMAT),
  /** Sends the event stream without a content type. */
  UNLABELLED(Oddity.FORMAT),
  /** Writes keep-alives as data that is no JSON. */
  KEEP_ALIVE_AS_DATA(Oddity.FORMAT),
  /** Ends lines with a carriage return and a line feed, and begins with a byte order mark. */
  CARRIAGE_RETURNS(Oddity.FORMAT),
  /** Answers a streamed call with the complete answer as JSON. */
  ANSWER_AS_JSON(Oddity.FORMAT),
  /** Writes text as a list of parts. */
  CONTENT_PARTS(Oddity.FORMAT),
  /** Repeats the role in every delta. */
  ROLE_REPEATED(Oddity.FORMAT),
  /** Writes thoughts in the field {@code reasoning}. */
  REASONING(Oddity.FORMAT),
  /** Writes thoughts in the list {@code reasoning_details}. */
  REASONING_DETAILS(Oddity.FORMAT),
  /** Writes thoughts in the text, between {@code <think>} tags. */
  THINK_TAGS(Oddity.FORMAT),
  /** Repeats a tool call's id, type and name in every delta. */
  TOOL_FIELDS_REPEATED(Oddity.FORMAT),
  /** Leaves out the index of tool calls, and sends each call in one piece. */
  TOOL_INDEX_MISSING(Oddity.ARGUMENTS),
  /** Leaves out the id of tool calls. */
  TOOL_ID_MISSING(Oddity.FORMAT),
  /** Writes a tool call as {@code function_call}, the format before tools. */
  LEGACY_FUNCTION_CALL(Oddity.FORMAT),

  /** Sends arguments one character at a time. */
  ARGUMENTS_BY_CHARACTER(Oddity.ARGUMENTS),
  /** Sends arguments in one piece. */
  ARGUMENTS_WHOLE(Oddity.ARGUMENTS),
  /** Sends an empty piece before and after each piece of arguments. */
  ARGUMENTS_WITH_EMPTY_PIECES(Oddity.ARGUMENTS),
  /** Sends arguments that are not valid JSON. */
  ARGUMENTS_INVALID_JSON(Oddity.ARGUMENTS),
  /** Writes arguments as a JSON object rather than as a string. */
  ARGUMENTS_AS_OBJECT(Oddity.ARGUMENTS),

  /** Sends the two halves of one character in two events. */
  SPLIT_SURROGATES(Oddity.ANSWER),
  /** Gives up after some tokens, with the reason {@code abort}. */
  FINISH_ABORT(Oddity.ANSWER),
  /** Ends after some tokens with an error in the choice. */
  ERROR_IN_CHOICE(Oddity.ANSWER),
  /** Ends after some tokens with an event named {@code error}, and then like a complete answer. */
  ERROR_EVENT_THEN_DONE(Oddity.ANSWER),
  /** Refuses to answer, after some tokens or from the start. */
  REFUSAL(Oddity.ANSWER);

  @SuppressWarnings("ImmutableEnumChecker") // all effects are enums
  private final FaultEffect effect;

  FaultKind(FaultEffect effect) {
    this.effect = effect;
  }

  public FaultEffect effect() {
    return effect;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FaultKind> of(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }

  /** Returns whether this fault rejects a call, unless it occurs only after some tokens. */
  public boolean rejectsCall() {
    return effect instanceof Rejection;
  }

  /**
   * Returns whether this fault keeps a thought from ending, also in a model that does not think.
   */
  public boolean affectsThought() {
    return effect instanceof StuckThought;
  }

  /**
   * Returns whether this fault changes only how an answer's bytes are sent, not the bytes
   * themselves.
   */
  public boolean affectsDeliveryOnly() {
    return effect instanceof Delivery;
  }

  /** Returns whether this fault only changes how an answer or an error is written. */
  public boolean isOddity() {
    return effect instanceof Oddity || effect == Rejection.STATUS_200;
  }
}
