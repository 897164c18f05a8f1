package dev.firstword.app.wiring;

import dev.firstword.core.routing.caching.CacheMissReport;
import dev.firstword.core.routing.caching.CacheMissReport.MissPattern;
import dev.firstword.core.routing.caching.CacheMissReport.Outcome;
import dev.firstword.operations.diagnosis.Evidence;
import dev.firstword.operations.diagnosis.Mistake;
import dev.firstword.operations.metrics.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Explains to operators what prevents prompt cache hits. */
record CacheWarnings(CacheMissReport missReport) {

  /** Returns the current mistakes, each with the models and profiles it affects. */
  List<Mistake> current() {
    return missReport.patterns().stream()
        .collect(
            Collectors.groupingBy(MissPattern::outcome, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(group -> mistake(group.getKey(), group.getValue()))
        .toList();
  }

  private static Mistake mistake(Outcome outcome, List<MissPattern> seen) {
    String where =
        seen.stream()
            .map(each -> each.key().profile() + " at " + each.key().model())
            .sorted()
            .collect(Collectors.joining(", "));
    return new Mistake(
        id(outcome),
        sentence(outcome) + " Seen with " + where + ".",
        seen.stream().flatMap(each -> evidence(each).stream()).toList());
  }

  private static List<Evidence> evidence(MissPattern seen) {
    Evidence share =
        new Evidence(
            "share of the last " + seen.promptCount() + " prompts",
            seen.share(),
            CacheMissReport.MISS_SHARE_THRESHOLD);
    return seen.outcome() == Outcome.CHANGED
        ? List.of(
            share,
            Evidence.of(
                "common prefix of the last two instructions, characters",
                seen.commonPrefixLength()))
        : List.of(share);
  }

  private static String id(Outcome outcome) {
    return switch (outcome) {
      case HIT -> "none";
      case UNDER_MINIMUM -> "prefix_under_minimum";
      case EXPIRED -> "cache_expires_between_turns";
      case CHANGED -> "instructions_change";
      case MISSED -> "cache_marks_never_hit";
    };
  }

  private static String sentence(Outcome outcome) {
    return switch (outcome) {
      case HIT -> "Prompts are found in the cache.";
      case UNDER_MINIMUM ->
          "The instructions are just shorter than the minimum that the model caches: nothing is"
              + " cached, and nothing reports it.";
      case EXPIRED ->
          "The model's cache expires before the next turn comes: traffic is too sparse for it.";
      case CHANGED ->
          "Something in the instructions, before the cache breakpoint, changes: what is written to"
              + " the model's cache is never read. Move it behind them.";
      case MISSED ->
          "Prompts that should be in the model's cache are not: its provider keeps less than it"
              + " says, or other instructions evict them.";
    };
  }

  void registerMetrics(Metrics metrics) {
    metrics.registerGauges(
        "firstword.prompt.cache.preventable.misses",
        "The share of the newest prompts that a mistake kept from hitting the cache, where it is"
            + " half of them or more.",
        List.of("mistake", "model", "profile"),
        this::shares);
  }

  private Map<List<String>, Double> shares() {
    Map<List<String>, Double> shares = new LinkedHashMap<>();
    for (MissPattern seen : missReport.patterns()) {
      shares.put(
          List.of(id(seen.outcome()), seen.key().model(), seen.key().profile()), seen.share());
    }
    return shares;
  }
}
