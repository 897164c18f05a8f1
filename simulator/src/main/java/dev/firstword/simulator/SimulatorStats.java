package dev.firstword.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.response.CallOutcome;
import java.util.List;
import java.util.SortedMap;

/**
 * Counters and recent calls since the simulator started or its stats were last cleared.
 *
 * @param recentCalls the most recent calls, oldest first
 */
public record SimulatorStats(
    Counters total, SortedMap<String, Counters> byModel, List<CallRecord> recentCalls) {

  /** Totals over calls. {@code calls} is the sum of the five states that follow it. */
  public record Counters(
      long calls,
      long open,
      long finished,
      long closedByClient,
      long failed,
      long rejected,
      long inputTokens,
      long cacheCreationInputTokens,
      long cacheReadInputTokens,
      long outputTokens) {

    private void write(ObjectNode json) {
      json.put("calls", calls)
          .put("open", open)
          .put("finished", finished)
          .put("closed_by_client", closedByClient)
          .put("failed", failed)
          .put("rejected", rejected)
          .put("input_tokens", inputTokens)
          .put("cache_creation_input_tokens", cacheCreationInputTokens)
          .put("cache_read_input_tokens", cacheReadInputTokens)
          .put("output_tokens", outputTokens);
    }
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    total.write(json);
    ObjectNode models = json.putObject("models");
    byModel.forEach((name, counters) -> counters.write(models.putObject(name)));
    var calls = json.putArray("recent");
    recentCalls.forEach(call -> write(call, calls.addObject()));
    return json;
  }

  private static void write(CallRecord call, ObjectNode json) {
    json.put("call", call.number())
        .put("path", call.path())
        .put("model", call.model())
        .put("request_id", call.requestId())
        .put("started_at_ms", call.startedAtMillis());
    call.thinkingStartedAtMillis().ifPresent(at -> json.put("thinking_started_at_ms", at));
    call.firstTokenAtMillis().ifPresent(at -> json.put("first_token_at_ms", at));
    call.endedAtMillis().ifPresent(at -> json.put("ended_at_ms", at));
    json.put("ended", call.outcome().map(CallOutcome::wireName).orElse("open"));
    call.fault().ifPresent(fault -> json.put("fault", fault));
    json.put("input_tokens", call.inputTokens())
        .put("cache_creation_input_tokens", call.cacheCreationInputTokens())
        .put("cache_read_input_tokens", call.cacheReadInputTokens());
    call.thinkingTokens().ifPresent(tokens -> json.put("thinking_tokens", tokens));
    json.put("output_tokens", call.outputTokens());
  }
}
