package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Measure;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.Vitals;
import dev.firstword.monitor.alert.Alert;
import dev.firstword.monitor.alert.AlertJson;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.monitor.series.Dimension;
import dev.firstword.monitor.series.Series;
import dev.firstword.monitor.series.Tally;
import dev.firstword.monitor.series.Window;
import dev.firstword.protocol.Usage;
import dev.firstword.timeline.Recording.Attempt;
import dev.firstword.timeline.Recording.Span;
import dev.firstword.window.Sketch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code /api/latency} says, as the contract has it. */
final class LatencyJson {

  private LatencyJson() {}

  static ObjectNode percentiles(
      Dimension by, Window window, Monitor.Percentiles percentiles, ServiceLevels levels) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    body.put("by", by.wireName());
    body.put("window", window.wireName());
    body.put("at", Instant.ofEpochMilli(percentiles.atMs()).toString());
    body.put("error", Sketch.ERROR);
    group(body.putObject("all"), "all", percentiles.all(), levels);
    ArrayNode groups = body.putArray("groups");
    for (Series.Named named : percentiles.groups()) {
      group(groups.addObject(), named.name(), named.tally(), levels);
    }
    return body;
  }

  private static void group(ObjectNode node, String name, Tally tally, ServiceLevels levels) {
    node.put("name", name);
    node.put("turns", tally.turns());
    node.put("done", tally.done());
    node.put("cancelled", tally.cancelled());
    node.put("failed", tally.failed());
    if (tally.goodput() != null) {
      node.put("goodput", rounded(tally.goodput(), 4));
    }
    ObjectNode measures = node.putObject("measures");
    ObjectNode phases = node.putObject("phases");
    tally
        .measures()
        .forEach((measure, sketch) -> {
          if (Measure.isPhase(measure)) {
            percentiles(phases.putObject(Measure.phaseOf(measure)), sketch);
          } else {
            percentiles(measures.putObject(measure), sketch);
          }
        });
    ArrayNode kept = node.putArray("levels");
    for (ServiceLevel level : levels.all()) {
      Tally.Kept count = tally.kept(level.key());
      if (count.count() > 0) {
        level(kept.addObject(), level, count);
      }
    }
  }

  private static void level(ObjectNode node, ServiceLevel level, Tally.Kept count) {
    AlertJson.describe(node, level);
    node.put("count", count.count());
    node.put("within", rounded(count.share(), 4));
    node.put("state", level.stateOf(count.count(), count.within()).wireName());
  }

  private static void percentiles(ObjectNode node, Sketch sketch) {
    node.put("count", sketch.count());
    node.put("p50", rounded(sketch.quantile(0.5), 2));
    node.put("p95", rounded(sketch.quantile(0.95), 2));
    node.put("p99", rounded(sketch.quantile(0.99), 2));
  }

  static ObjectNode alerts(List<Alert> alerts, ServiceLevels levels) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    ArrayNode list = body.putArray("alerts");
    for (Alert alert : alerts) {
      AlertJson.describe(list.addObject(), alert);
    }
    ArrayNode promised = body.putArray("levels");
    levels.all().forEach(level -> AlertJson.describe(promised.addObject(), level));
    return body;
  }

  static ObjectNode history(String measure, Window window, List<Series.Point> points) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    body.put("measure", measure);
    body.put("window", window.wireName());
    body.put("step_ms", window.slice().toMillis());
    ArrayNode list = body.putArray("points");
    for (Series.Point point : points) {
      Sketch sketch = point.tally().measures().get(measure);
      if (sketch != null) {
        ObjectNode node = list.addObject();
        node.put("at", Instant.ofEpochMilli(point.startMs()).toString());
        percentiles(node, sketch);
      }
    }
    return body;
  }

  static ObjectNode turns(List<KeptTurn> turns) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    ArrayNode list = body.putArray("turns");
    turns.forEach(kept -> summary(list.addObject(), kept));
    return body;
  }

  private static void summary(ObjectNode node, KeptTurn kept) {
    FinishedTurn turn = kept.turn();
    node.put("turn_id", turn.turnId());
    node.put("ended_at", Instant.ofEpochMilli(turn.endedAtMs()).toString());
    node.put("tenant", turn.tenant());
    node.put("profile", turn.profile());
    putUnlessEmpty(node, "kind", turn.kind());
    putUnlessEmpty(node, "model", turn.model());
    putUnlessEmpty(node, "reason", turn.reason());
    node.put("outcome", turn.outcome().wireName());
    if (turn.code() != null) {
      node.put("code", turn.code());
    }
    node.put("total_ms", rounded(turn.totalMs(), 2));
    put(node, "ttft_ms", turn.ttftMs());
    node.put("silence_ms", rounded(turn.silenceMs(), 2));
    if (turn.outcome() == FinishedTurn.Outcome.DONE) {
      node.put("output_tokens", turn.usage().outputTokens());
    }
    put(node, "tokens_per_second", turn.tokensPerSecond());
    if (kept.seen() != null) {
      put(node, "seen_first_text_ms", kept.seen().firstTextMs());
    }
  }

  static ObjectNode waterfall(KeptTurn kept) {
    FinishedTurn turn = kept.turn();
    ObjectNode body = Exchange.JSON.createObjectNode();
    summary(body, kept);
    body.put("trace_id", turn.trace().traceId());
    ArrayNode spans = body.putArray("spans");
    for (Span span : turn.recording().spans()) {
      spans
          .addObject()
          .put("name", span.name())
          .put("start_ms", rounded(span.startMicros() / 1e3, 3))
          .put("duration_ms", rounded(span.durationMicros() / 1e3, 3))
          .put("state", span.state().wireName())
          .put("critical", span.critical());
    }
    ArrayNode attempts = body.putArray("attempts");
    for (Attempt attempt : turn.recording().attempts()) {
      attempts
          .addObject()
          .put("model", attempt.model())
          .put("reason", attempt.reason().wireName())
          .put("start_ms", rounded(attempt.startMicros() / 1e3, 3));
    }
    usage(body.putObject("usage"), turn.usage());
    Vitals seen = kept.seen();
    if (seen != null) {
      seen(body.putObject("seen"), seen, turn);
    }
    return body;
  }

  private static void usage(ObjectNode node, Usage usage) {
    node.put("input_tokens", usage.inputTokens());
    node.put("output_tokens", usage.outputTokens());
    node.put("cache_creation_input_tokens", usage.cacheCreationInputTokens());
    node.put("cache_read_input_tokens", usage.cacheReadInputTokens());
  }

  private static void seen(ObjectNode node, Vitals seen, FinishedTurn turn) {
    put(node, "click_to_echo_ms", seen.echoMs());
    put(node, "click_to_feedback_ms", seen.feedbackMs());
    put(node, "click_to_first_text_ms", seen.firstTextMs());
    put(node, "longest_silence_ms", seen.silenceMs());
    put(node, "total_ms", seen.totalMs());
    node.put("abandoned", seen.abandoned());
    node.put("duplicate_clicks", seen.duplicateClicks());
    put(node, "offset_ms", seen.offsetMs(turn));
  }

  private static void putUnlessEmpty(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }

  private static void put(ObjectNode node, String name, @Nullable Double value) {
    if (value != null) {
      node.put(name, rounded(value, 2));
    }
  }

  static BigDecimal rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }
}
