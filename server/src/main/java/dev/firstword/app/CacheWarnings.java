package dev.firstword.app;

import dev.firstword.monitor.Metrics;
import dev.firstword.monitor.diagnosis.Evidence;
import dev.firstword.monitor.diagnosis.Mistake;
import dev.firstword.routing.caching.CacheMistakes;
import dev.firstword.routing.caching.CacheMistakes.Outcome;
import dev.firstword.routing.caching.CacheMistakes.Seen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What keeps prompts from being found again, in words for whoever runs the server. */
record CacheWarnings(CacheMistakes mistakes) {

  /** Those that there are by now, each once with the models and profiles that have it. */
  List<Mistake> now() {
    return mistakes.seen().stream()
        .collect(Collectors.groupingBy(Seen::outcome, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(of -> mistake(of.getKey(), of.getValue()))
        .toList();
  }

  private static Mistake mistake(Outcome outcome, List<Seen> seen) {
    String where =
        seen.stream()
            .map(one -> one.of().profile() + " at " + one.of().model())
            .sorted()
            .collect(Collectors.joining(", "));
    return new Mistake(
        id(outcome),
        sentence(outcome) + " Seen with " + where + ".",
        seen.stream().flatMap(one -> evidence(one).stream()).toList());
  }

  private static List<Evidence> evidence(Seen seen) {
    Evidence share =
        new Evidence(
            "share of the last " + seen.prompts() + " prompts", seen.share(), CacheMistakes.MOST);
    return seen.outcome() == Outcome.CHANGED
        ? List.of(
            share,
            Evidence.of(
                "characters that the last two instructions begin with in common",
                seen.sameCharacters()))
        : List.of(share);
  }

  private static String id(Outcome outcome) {
    return switch (outcome) {
      case FOUND -> "none";
      case UNDER_MINIMUM -> "prefix_under_minimum";
      case EXPIRED -> "cache_expires_between_turns";
      case CHANGED -> "instructions_change";
      case MISSED -> "cache_marks_never_hit";
    };
  }

  private static String sentence(Outcome outcome) {
    return switch (outcome) {
      case FOUND -> "Prompts are found again.";
      case UNDER_MINIMUM ->
          "The instructions are just shorter than the least that the model remembers: nothing is"
              + " cached, and nothing says so.";
      case EXPIRED ->
          "The model's cache has run out before the next turn comes: traffic is too sparse for it.";
      case CHANGED ->
          "Something that changes stands in the instructions, before the mark: what is written to"
              + " the model's cache is never read. Put it behind them.";
      case MISSED ->
          "Prompts that should be in the model's cache are not: its provider keeps less than it"
              + " says, or other instructions push them out.";
    };
  }

  void tell(Metrics metrics) {
    metrics.gauges(
        "firstword.prompt.cache.mistakes",
        "The share of the newest prompts that something kept from being found again, where it is"
            + " half of them or more.",
        List.of("mistake", "model", "profile"),
        this::shares);
  }

  private Map<List<String>, Double> shares() {
    Map<List<String>, Double> shares = new LinkedHashMap<>();
    for (Seen seen : mistakes.seen()) {
      shares.put(List.of(id(seen.outcome()), seen.of().model(), seen.of().profile()), seen.share());
    }
    return shares;
  }
}
