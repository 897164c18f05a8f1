package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.statistics.QuantileSketch;
import dev.firstword.core.timeline.DeclinedCall;
import dev.firstword.core.timeline.TimelineSnapshot.Attempt;
import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.alert.Alert;
import dev.firstword.operations.alert.AlertJson;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.series.Dimension;
import dev.firstword.operations.series.TurnSeries;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.series.WindowStats;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import dev.firstword.relay.event.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes the responses of {@code /api/latency}. */
final class LatencyJson {

  private LatencyJson() {}

  static ObjectNode percentiles(
      Dimension by, Window window, Monitor.Percentiles percentiles, Slos levels) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("by", by.wireName());
    body.put("window", window.wireName());
    body.put("at", Instant.ofEpochMilli(percentiles.atMs()).toString());
    body.put("error", QuantileSketch.RELATIVE_ERROR);
    group(body.putObject("all"), "all", percentiles.all(), levels);
    ArrayNode groups = body.putArray("groups");
    for (TurnSeries.NamedStats named : percentiles.groups()) {
      group(groups.addObject(), named.name(), named.stats(), levels);
    }
    return body;
  }

  private static void group(ObjectNode node, String name, WindowStats stats, Slos levels) {
    node.put("name", name);
    node.put("turns", stats.turns());
    node.put("done", stats.done());
    node.put("cancelled", stats.cancelled());
    node.put("failed", stats.failed());
    if (stats.goodput() != null) {
      node.put("goodput", rounded(stats.goodput(), 4));
    }
    ObjectNode measures = node.putObject("measures");
    ObjectNode phases = node.putObject("phases");
    stats
        .measures()
        .forEach((measure, sketch) -> {
          if (Measure.isPhase(measure)) {
            percentiles(phases.putObject(Measure.phaseOf(measure)), sketch);
          } else {
            percentiles(measures.putObject(measure), sketch);
          }
        });
    ArrayNode kept = node.putArray("levels");
    for (Slo level : levels.all()) {
      WindowStats.SloCount count = stats.sloCount(level.key());
      if (count.count() > 0) {
        level(kept.addObject(), level, count);
      }
    }
  }

  private static void level(ObjectNode node, Slo level, WindowStats.SloCount count) {
    AlertJson.describe(node, level);
    node.put("count", count.count());
    node.put("within", rounded(count.share(), 4));
    node.put("state", level.stateOf(count.count(), count.within()).wireName());
  }

  private static void percentiles(ObjectNode node, QuantileSketch sketch) {
    node.put("count", sketch.count());
    node.put("p50", rounded(sketch.quantile(0.5), 2));
    node.put("p95", rounded(sketch.quantile(0.95), 2));
    node.put("p99", rounded(sketch.quantile(0.99), 2));
  }

  static ObjectNode alerts(List<Alert> alerts, Slos levels) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ArrayNode list = body.putArray("alerts");
    for (Alert alert : alerts) {
      AlertJson.describe(list.addObject(), alert);
    }
    ArrayNode levelNodes = body.putArray("levels");
    levels.all().forEach(level -> AlertJson.describe(levelNodes.addObject(), level));
    return body;
  }

  static ObjectNode history(String measure, Window window, List<TurnSeries.Point> points) {
    List<TurnSeries.Point> measured =
        points.stream().filter(point -> point.stats().measures().containsKey(measure)).toList();
    HistoryBins bins =
        HistoryBins.of(measured.stream().map(point -> sketch(point, measure)).toList());
    ObjectNode body = historyBody(measure, window);
    ArrayNode bounds = body.putArray("bins").add(rounded(bins.lowest(), 2));
    bins.bounds().forEach(bound -> bounds.add(rounded(bound, 2)));
    ArrayNode list = body.putArray("points");
    for (TurnSeries.Point point : measured) {
      ObjectNode node =
          list.addObject().put("at", Instant.ofEpochMilli(point.startMs()).toString());
      percentiles(node, sketch(point, measure));
      ArrayNode counts = node.putArray("counts");
      bins.counts(sketch(point, measure)).forEach(counts::add);
    }
    return body;
  }

  private static QuantileSketch sketch(TurnSeries.Point point, String measure) {
    return Objects.requireNonNull(point.stats().measures().get(measure));
  }

  /** How turns ended, by slice. */
  static ObjectNode outcomes(Window window, List<TurnSeries.Point> points) {
    ObjectNode body = historyBody("outcomes", window);
    ArrayNode list = body.putArray("points");
    for (TurnSeries.Point point : points) {
      list.addObject()
          .put("at", Instant.ofEpochMilli(point.startMs()).toString())
          .put("count", point.stats().turns())
          .put("done", point.stats().done())
          .put("cancelled", point.stats().cancelled())
          .put("failed", point.stats().failed());
    }
    return body;
  }

  private static ObjectNode historyBody(String measure, Window window) {
    return RequestContext.JSON
        .createObjectNode()
        .put("measure", measure)
        .put("window", window.wireName())
        .put("step_ms", window.slice().toMillis());
  }

  static ObjectNode turns(List<RecentTurn> turns) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ArrayNode list = body.putArray("turns");
    turns.forEach(kept -> summary(list.addObject(), kept));
    return body;
  }

  private static void summary(ObjectNode node, RecentTurn kept) {
    FinishedTurn turn = kept.turn();
    node.put("turn_id", turn.turnId());
    node.put("ended_at", Instant.ofEpochMilli(turn.endedAtMs()).toString());
    node.put("tenant", turn.tenant());
    node.put("profile", turn.profile());
    putUnlessEmpty(node, "kind", turn.kind());
    putUnlessEmpty(node, "model", turn.model());
    putUnlessEmpty(node, "reason", turn.reason());
    node.put("outcome", turn.outcome().wireName());
    if (turn.errorCode() != null) {
      node.put("code", turn.errorCode());
    }
    node.put("total_ms", rounded(turn.totalMs(), 2));
    put(node, "ttft_ms", turn.ttftMs());
    node.put("silence_ms", rounded(turn.longestSilenceMs(), 2));
    if (turn.outcome() == FinishedTurn.Outcome.DONE) {
      node.put("output_tokens", turn.usage().outputTokens());
    }
    put(node, "tokens_per_second", turn.tokensPerSecond());
    if (kept.vitals() != null) {
      put(node, "seen_first_text_ms", kept.vitals().firstTextMs());
    }
  }

  static ObjectNode waterfall(RecentTurn kept) {
    FinishedTurn turn = kept.turn();
    ObjectNode body = RequestContext.JSON.createObjectNode();
    summary(body, kept);
    body.put("trace_id", turn.trace().traceId());
    ArrayNode spans = body.putArray("spans");
    for (Span span : turn.timeline().spans()) {
      spans
          .addObject()
          .put("name", span.name())
          .put("start_ms", rounded(span.startMicros() / 1e3, 3))
          .put("duration_ms", rounded(span.durationMicros() / 1e3, 3))
          .put("state", span.state().wireName())
          .put("critical", span.critical());
    }
    ArrayNode attempts = body.putArray("attempts");
    for (Attempt attempt : turn.timeline().attempts()) {
      attempts
          .addObject()
          .put("model", attempt.model())
          .put("reason", attempt.reason().wireName())
          .put("start_ms", rounded(attempt.startMicros() / 1e3, 3));
    }
    usage(body.putObject("usage"), turn.usage());
    ArrayNode misses = body.putArray("cache_misses");
    for (CacheMiss miss : turn.timeline().cacheMisses()) {
      misses
          .addObject()
          .put("cause", miss.cause().wireName())
          .put("tokens", miss.tokens())
          .put("source", miss.isFromProvider() ? "provider" : "server");
    }
    ArrayNode declined = body.putArray("declined");
    for (DeclinedCall call : turn.timeline().declinedCalls()) {
      ObjectNode node = declined.addObject().put("model", call.model());
      putUnlessEmpty(node, "category", call.category());
      usage(node.putObject("usage"), call.usage());
    }
    Vitals seen = kept.vitals();
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
    put(node, "longest_silence_ms", seen.longestSilenceMs());
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
