package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.bench.models.RememberingModel.Sums;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What caching makes of the wait for a first word behind 10,000 tokens of instructions, over real
 * HTTP: the model takes 700 ms and 110 ms more for each thousand tokens that it reads anew. And in
 * virtual time, with the product's own marks, ledger and keep-warm, how much of prompts is found:
 * at one request a minute, and in conversations that grow.
 */
final class CacheQuestion {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PASSES = 3;
  private static final int SEEDS = 20;
  private static final int APART_MS = 60;
  private static final Pace PACE = new Pace(700, 701, 400, 10);
  private static final double MS_PER_THOUSAND_TOKENS = 110;
  private static final double MOST_MS = 750;
  private static final double LEAST_HITS = 95;

  /** 40,000 characters. */
  static final String INSTRUCTIONS = "Keep to the rule here. ".repeat(1_740).substring(0, 40_000);

  private CacheQuestion() {}

  static void ask(Path root, Passes passes) throws Exception {
    firstWords(root, passes);
    for (int seed = 0; seed < SEEDS; seed++) {
      oneAMinute(passes, seed, true);
      oneAMinute(passes, seed, false);
      conversations(passes, seed);
    }
  }

  private static void firstWords(Path root, Passes passes) throws Exception {
    int turns = Math.min(150, Size.of("TURNS", 1_000));
    try (Site site = Site.open(root)) {
      site.simulator().pace(PACE);
      site.simulator().uncachedInputMillis(MS_PER_THOUSAND_TOKENS);
      Node off = site.node("off", settings("off"));
      Node on = site.node("on", settings("auto"));
      off.start();
      on.start();
      for (Node node : List.of(off, on)) { // What is compiled late is not what is asked about.
        turns(node, "first", turns);
      }
      for (int pass = 0; pass < PASSES; pass++) {
        record(passes, "caching off", turns(off, "pass-" + pass, turns), Target.none());
        record(passes, "caching on", turns(on, "pass-" + pass, turns), Target.atMost(MOST_MS));
      }
    }
  }

  private static String settings(String life) {
    return """
    routing:
      hedge: {rate: 0}
    profiles:
      chat:
        model: %s
        system: "%s"
        cache: {ttl: "%s"}
    """
        .formatted(OverHttp.MIDDLE, INSTRUCTIONS, life);
  }

  private static List<HeardTurn> turns(Node node, String key, int turns) throws Exception {
    URI server = node.address();
    return OverHttp.all(
        turns,
        APART_MS,
        i -> () -> HeardTurn.requesting(server, request(i), node.name() + key + "-" + i));
  }

  private static JsonNode request(int number) {
    return JSON.createObjectNode()
        .put("message", "What is rule " + number + "?")
        .put("summary", false);
  }

  private static void record(Passes passes, String how, List<HeardTurn> turns, Target atMiddle) {
    String what = "10,000 tokens of instructions, " + how + ": ";
    double[] first = turns.stream().mapToDouble(HeardTurn::firstTextMs).toArray();
    passes.record(what + "p50 of the first token", OverHttp.quantile(first, 0.5), "ms", atMiddle);
    passes.record(what + "p99 of the first token", OverHttp.quantile(first, 0.99), "ms");
    passes.record(what + "input tokens taken from the cache", readPercent(turns), "%");
  }

  private static double readPercent(List<HeardTurn> turns) {
    double all = 0;
    double read = 0;
    for (HeardTurn turn : turns) {
      JsonNode usage = turn.end().json().path("usage");
      double found = usage.path("cache_read_input_tokens").asDouble();
      read += found;
      all +=
          found
              + usage.path("cache_creation_input_tokens").asDouble()
              + usage.path("input_tokens").asDouble();
    }
    return 100 * read / all;
  }

  private static void oneAMinute(Passes passes, int seed, boolean keptWarm) {
    Sums sums = new RememberedTurns(seed, keptWarm).oneAMinute();
    String what =
        "one request a minute, " + (keptWarm ? "kept warm" : "not kept warm") + ": prompts ";
    passes.record(
        what + "of which something was found",
        sums.hitPercent(),
        "%",
        keptWarm ? Target.atLeast(LEAST_HITS) : Target.none());
    passes.record(what + "found, by tokens", sums.readPercent(), "%");
    passes.record(what + "answered, p50 of the first token", sums.firstTokenMs(0.5), "ms");
  }

  private static void conversations(Passes passes, int seed) {
    Sums sums = new RememberedTurns(seed, true).conversations();
    String what = "conversations that grow, two models: prompts ";
    passes.record(what + "of which something was found", sums.hitPercent(), "%");
    passes.record(what + "found, by tokens", sums.readPercent(), "%");
    passes.record(
        what + "found, by tokens, of what a mark at every message would find",
        sums.readPercentOfMost(),
        "%");
    passes.record(what + "answered, p50 of the first token", sums.firstTokenMs(0.5), "ms");
  }
}
