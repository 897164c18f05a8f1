package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.models.CachingModel.CacheTotals;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures the effect of prompt caching on the time to first token with 10,000 tokens of
 * instructions, over real HTTP. The model takes 700 ms, plus 110 ms per thousand uncached tokens.
 * In virtual time, with the product's own cache breakpoints, ledger and cache warming, measures the
 * cache hit rate: at one request per minute, and in growing conversations.
 */
final class PromptCacheScenario {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PASSES = 3;
  private static final int SEEDS = 20;
  private static final int ARRIVAL_INTERVAL_MS = 60;
  private static final Pace PACE = new Pace(700, 701, 400, 10);
  private static final double MS_PER_THOUSAND_TOKENS = 110;
  private static final double MAX_MEDIAN_MS = 750;
  private static final double MIN_HIT_PERCENT = 95;

  /** 40,000 characters. */
  static final String INSTRUCTIONS = "Keep to the rule here. ".repeat(1_740).substring(0, 40_000);

  private PromptCacheScenario() {}

  static void measure(Path root, Measurements measurements) throws Exception {
    measureFirstToken(root, measurements);
    for (int seed = 0; seed < SEEDS; seed++) {
      measureOnePerMinute(measurements, seed, true);
      measureOnePerMinute(measurements, seed, false);
      measureConversations(measurements, seed);
    }
  }

  private static void measureFirstToken(Path root, Measurements measurements) throws Exception {
    int turns = Math.min(150, RunSize.of("TURNS", 1_000));
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setPace(PACE);
      environment.simulator().setUncachedInputMillisPerThousand(MS_PER_THOUSAND_TOKENS);
      ServerNode off = environment.node("off", settings("off"));
      ServerNode on = environment.node("on", settings("auto"));
      off.start();
      on.start();
      for (ServerNode node : List.of(off, on)) { // warms up the JVM
        runTurns(node, "first", turns);
      }
      for (int pass = 0; pass < PASSES; pass++) {
        record(measurements, "caching off", runTurns(off, "pass-" + pass, turns), Target.none());
        record(
            measurements,
            "caching on",
            runTurns(on, "pass-" + pass, turns),
            Target.atMost(MAX_MEDIAN_MS));
      }
    }
  }

  private static String settings(String ttl) {
    return """
    routing:
      hedge: {rate: 0}
    profiles:
      chat:
        model: %s
        system: "%s"
        cache: {ttl: "%s"}
    """
        .formatted(HttpWorkload.MIDDLE, INSTRUCTIONS, ttl);
  }

  private static List<ObservedTurn> runTurns(ServerNode node, String keyPrefix, int turns)
      throws Exception {
    URI server = node.address();
    return HttpWorkload.runAll(
        turns,
        ARRIVAL_INTERVAL_MS,
        i -> () -> ObservedTurn.postRequest(server, request(i), node.name() + keyPrefix + "-" + i));
  }

  private static JsonNode request(int number) {
    return JSON.createObjectNode()
        .put("message", "What is rule " + number + "?")
        .put("summary", false);
  }

  private static void record(
      Measurements measurements, String mode, List<ObservedTurn> turns, Target medianTarget) {
    String prefix = "10,000 tokens of instructions, " + mode + ": ";
    double[] first = turns.stream().mapToDouble(ObservedTurn::firstTextMs).toArray();
    measurements.record(
        prefix + "p50 of the first token", HttpWorkload.quantile(first, 0.5), "ms", medianTarget);
    measurements.record(
        prefix + "p99 of the first token", HttpWorkload.quantile(first, 0.99), "ms");
    measurements.record(prefix + "input tokens read from the cache", readPercent(turns), "%");
  }

  private static double readPercent(List<ObservedTurn> turns) {
    double all = 0;
    double read = 0;
    for (ObservedTurn turn : turns) {
      JsonNode usage = turn.terminal().json().path("usage");
      double found = usage.path("cache_read_input_tokens").asDouble();
      read += found;
      all +=
          found
              + usage.path("cache_creation_input_tokens").asDouble()
              + usage.path("input_tokens").asDouble();
    }
    return 100 * read / all;
  }

  private static void measureOnePerMinute(Measurements measurements, int seed, boolean keepWarm) {
    CacheTotals totals = new CachedWorkload(seed, keepWarm).runOnePerMinute();
    String prefix = "one request a minute, " + (keepWarm ? "kept warm" : "not kept warm") + ": ";
    measurements.record(
        prefix + "prompts with a cache hit",
        totals.hitPercent(),
        "%",
        keepWarm ? Target.atLeast(MIN_HIT_PERCENT) : Target.none());
    measurements.record(prefix + "cache hits, by tokens", totals.readPercent(), "%");
    measurements.record(
        prefix + "prompts answered, p50 of the first token", totals.firstTokenMs(0.5), "ms");
  }

  private static void measureConversations(Measurements measurements, int seed) {
    CacheTotals totals = new CachedWorkload(seed, true).runConversations();
    String prefix = "growing conversations, two models: ";
    measurements.record(prefix + "prompts with a cache hit", totals.hitPercent(), "%");
    measurements.record(prefix + "cache hits, by tokens", totals.readPercent(), "%");
    measurements.record(
        prefix + "cache hits, by tokens, of what a breakpoint at every message would hit",
        totals.readPercentOfUpperBound(),
        "%");
    measurements.record(
        prefix + "prompts answered, p50 of the first token", totals.firstTokenMs(0.5), "ms");
  }
}
