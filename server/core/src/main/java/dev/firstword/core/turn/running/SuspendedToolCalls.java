package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.event.TurnEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a turn whose node stopped while they ran: what the log shows of them, and what
 * was stored besides. Either may be some moments ahead of the other.
 */
public final class SuspendedToolCalls {

  private final SuspendedTurn suspended;
  private final LoggedAnswer logged;
  private final Map<String, ToolResult> results = new LinkedHashMap<>();

  /** Compares the stored state of a turn with its log. */
  public SuspendedToolCalls(SuspendedTurn suspended, LoggedAnswer logged) {
    this.suspended = suspended;
    this.logged = logged;
    for (ContentPart part : logged.parts()) {
      if (part instanceof ToolResult result
          && !ToolCallEvents.mayBeShortened(result.content())
          && suspended.tools().startedMs().containsKey(result.callId())) {
        results.put(result.callId(), result);
      }
    }
    suspended.tools().results().forEach(result -> results.put(result.callId(), result));
  }

  /** Whether the log shows this step, and that its tools run. */
  public boolean isInStep() {
    return logged.step() == suspended.step()
        && calls().stream().allMatch(call -> logged.toolStates().containsKey(call.id()))
        && logged.toolStates().containsValue(ToolState.RUNNING);
  }

  /** The turn with all results that are known. */
  public SuspendedTurn withAllResults() {
    return suspended.withResults(List.copyOf(results.values()));
  }

  /**
   * Returns the events with which the log continues: calls that run again, and results that the log
   * lacks.
   *
   * @param profile the profile of the turn
   * @param elapsedMs milliseconds since the request
   */
  public List<TurnEvent> events(Profile profile, long elapsedMs) {
    List<TurnEvent> events = new ArrayList<>();
    for (ToolCall call : calls()) {
      ToolResult result = results.get(call.id());
      if (result == null) {
        events.add(event(call, ToolState.RUNNING, null, profile, elapsedMs));
      } else if (logged.toolStates().get(call.id()) == ToolState.RUNNING) {
        ToolState state = result.isError() ? ToolState.FAILED : ToolState.FINISHED;
        events.add(event(call, state, ToolCallEvents.shown(result.content()), profile, elapsedMs));
      }
    }
    return events;
  }

  private TurnEvent event(
      ToolCall call, ToolState state, @Nullable String result, Profile profile, long nowMs) {
    long startedMs = suspended.tools().startedMs().getOrDefault(call.id(), 0L);
    return new TurnEvent.ToolCall(
        call.id(),
        call.name(),
        ToolCallEvents.label(call.name(), profile),
        state,
        Math.max(0, nowMs - startedMs),
        null,
        result);
  }

  private List<ToolCall> calls() {
    return suspended.tools().parts().stream()
        .filter(ToolCall.class::isInstance)
        .map(ToolCall.class::cast)
        .toList();
  }
}
