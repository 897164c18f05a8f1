package dev.firstword.simulator.oddity;

import static java.util.Map.entry;

import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The table of oddities: how each rewrites events. */
final class Oddities {

  /** A rewriter may have a state, so each stream has its own. */
  private static final Map<FaultKind, Supplier<EventRewriter>> REWRITERS =
      Map.ofEntries(
          entry(FaultKind.FINISH_UPPER_CASE, () -> new FinishRewriter(FinishRewriter::upperCase)),
          entry(FaultKind.FINISH_EOS, () -> new FinishRewriter(FinishRewriter::eos)),
          entry(
              FaultKind.FINISH_STOP_WITH_TOOLS,
              () -> new FinishRewriter(FinishRewriter::stopWithTools)),
          entry(FaultKind.FINISH_ABORT, () -> new FinishRewriter(_ -> "abort")),
          entry(FaultKind.ERROR_IN_CHOICE, () -> new FailureRewriter(true)),
          entry(FaultKind.ERROR_EVENT_THEN_DONE, () -> new FailureRewriter(false)),
          entry(FaultKind.FINISH_THEN_NOTHING, () -> Oddities::withoutLastEvent),
          entry(FaultKind.FINISH_THEN_KEEP_ALIVES, () -> Oddities::withoutLastEvent),
          entry(FaultKind.DONE_WITH_SPACE, () -> Oddities::withSpaceBehindDone),
          entry(
              FaultKind.NO_EVENT_LINES, () -> event -> List.of(new StreamEvent("", event.data()))),
          entry(FaultKind.KEEP_ALIVE_AS_DATA, KeepAliveRewriter::new),
          entry(FaultKind.CARRIAGE_RETURNS, CarriageReturnRewriter::new),
          entry(FaultKind.CONTENT_PARTS, () -> new DeltaRewriter(TextSpellings::asParts)),
          entry(FaultKind.ROLE_REPEATED, () -> new DeltaRewriter(TextSpellings::withRole)),
          entry(FaultKind.SPLIT_SURROGATES, SurrogateRewriter::new),
          entry(FaultKind.REASONING, () -> new DeltaRewriter(ThoughtSpellings::asReasoning)),
          entry(FaultKind.REASONING_DETAILS, () -> new DeltaRewriter(ThoughtSpellings::asDetails)),
          entry(FaultKind.THINK_TAGS, () -> new DeltaRewriter(new ThinkTags()::apply)),
          entry(FaultKind.TOOL_FIELDS_REPEATED, RepeatedToolFields::new),
          entry(
              FaultKind.TOOL_INDEX_MISSING, () -> new WholeToolCalls(WholeToolCalls::withoutIndex)),
          entry(FaultKind.ARGUMENTS_AS_OBJECT, () -> new WholeToolCalls(WholeToolCalls::asObject)),
          entry(FaultKind.TOOL_ID_MISSING, () -> new DeltaRewriter(ToolSpellings::withoutIds)),
          entry(FaultKind.LEGACY_FUNCTION_CALL, LegacyFunctionCall::new));

  private Oddities() {}

  /** Returns a rewriter that changes nothing if the oddity is not one of events. */
  static EventRewriter rewriter(FaultKind oddity) {
    return REWRITERS.getOrDefault(oddity, () -> List::of).get();
  }

  private static List<StreamEvent> withoutLastEvent(StreamEvent event) {
    boolean isLast =
        event.data().equals("[DONE]")
            || List.of("message_stop", "response.completed", "response.incomplete")
                .contains(event.name());
    return isLast ? List.of() : List.of(event);
  }

  private static List<StreamEvent> withSpaceBehindDone(StreamEvent event) {
    return List.of(
        event.data().equals("[DONE]") ? new StreamEvent(event.name(), "[DONE] ") : event);
  }

  /** Adds a keep-alive in a line of data behind the first event. */
  private static final class KeepAliveRewriter implements EventRewriter {
    private boolean isStarted;

    @Override
    public List<StreamEvent> rewrite(StreamEvent event) {
      if (isStarted) {
        return List.of(event);
      }
      isStarted = true;
      return List.of(event, new StreamEvent("", ": keepalive"));
    }
  }

  /** Begins with a byte order mark and ends lines as Windows does. */
  private static final class CarriageReturnRewriter implements EventRewriter {
    private String mark = "\uFEFF";

    @Override
    public List<StreamEvent> rewrite(StreamEvent event) {
      return List.of(event);
    }

    @Override
    public String write(StreamEvent event) {
      String text = mark + event.text().replace("\n", "\r\n");
      mark = "";
      return text;
    }
  }
}
