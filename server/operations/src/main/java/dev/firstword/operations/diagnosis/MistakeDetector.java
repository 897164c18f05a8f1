package dev.firstword.operations.diagnosis;

import dev.firstword.operations.diagnosis.ConfiguredModels.Model;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Detects common mistakes, each with its evidence. */
final class MistakeDetector {

  private static final double MIN_SHARE = 0.5;
  private static final double TAIL_RATIO = 4;
  private static final int MIN_STALLS = 3;
  private static final int MIN_COLD = 10;
  private static final double MIN_COLD_SHARE = 0.1;

  private MistakeDetector() {}

  static List<Mistake> detect(TurnSample sample) {
    List<Mistake> mistakes = new ArrayList<>();
    sequentialPhases(sample).ifPresent(mistakes::add);
    List<RecentTurn> writing =
        sample.turns().stream()
            .filter(kept -> kept.turn().usage().cacheCreationInputTokens() > 0)
            .toList();
    Optional<Mistake> expired = expiredCache(sample, writing);
    expired.or(() -> breakpointsNeverHit(sample, writing)).ifPresent(mistakes::add);
    prefixUnderMinimum(sample).ifPresent(mistakes::add);
    slowTail(sample).ifPresent(mistakes::add);
    blockedEventLoop(sample).ifPresent(mistakes::add);
    coldConnections(sample).ifPresent(mistakes::add);
    return mistakes;
  }

  private static Optional<Mistake> sequentialPhases(TurnSample sample) {
    return new SequentialPhasesRule()
        .examine(sample)
        .filter(finding -> finding.saving().isAtLeast(Diagnosis.MIN_SAVING_MS))
        .map(finding ->
            new Mistake(
                "sequential_phases",
                "Phases that do not depend on each other run one after another.",
                finding.evidence()));
  }

  private static double readShare(TurnSample sample) {
    return sample.share(kept -> kept.turn().usage().cacheReadInputTokens() > 0);
  }

  /** Cache writes are never read: something before the breakpoint changes every time. */
  private static Optional<Mistake> breakpointsNeverHit(
      TurnSample sample, List<RecentTurn> writing) {
    double written = (double) writing.size() / sample.turns().size();
    double read = readShare(sample);
    return writing.size() >= TurnSample.MIN_TURNS && written >= MIN_SHARE && read < 0.05
        ? Optional.of(
            new Mistake(
                "cache_marks_never_hit",
                "Prompts are written to the model's cache and never read from it: something before"
                    + " the breakpoint changes each time, and writing costs more than not caching.",
                List.of(
                    new Evidence("share of turns that wrote", written, MIN_SHARE),
                    new Evidence("share of turns that read", read, 0.05))))
        : Optional.empty();
  }

  /** The cache is written again because it expired since the previous turn. */
  private static Optional<Mistake> expiredCache(TurnSample sample, List<RecentTurn> writing) {
    Map<String, Long> lastEndMs = new HashMap<>();
    int expiredWrites = 0;
    for (RecentTurn kept : sample.turns()) {
      String prefix = kept.turn().model() + " " + kept.turn().profile();
      Long before = lastEndMs.put(prefix, kept.turn().endedAtMs());
      boolean hasExpired =
          before != null
              && kept.turn().endedAtMs() - before > PrefixCacheSimulation.CACHE_TTL.toMillis();
      expiredWrites += hasExpired && kept.turn().usage().cacheCreationInputTokens() > 0 ? 1 : 0;
    }
    double share = writing.isEmpty() ? 0 : (double) expiredWrites / writing.size();
    return expiredWrites >= 10 && share >= MIN_SHARE
        ? Optional.of(
            new Mistake(
                "cache_expires_between_turns",
                "The model's cache expires before the next turn comes: traffic is too sparse for"
                    + " its TTL of five minutes.",
                List.of(
                    new Evidence(
                        "share of writes that came after it had expired", share, MIN_SHARE),
                    Evidence.of("such turns", expiredWrites))))
        : Optional.empty();
  }

  /** The prompt has a breakpoint, but the model silently caches nothing that short. */
  private static Optional<Mistake> prefixUnderMinimum(TurnSample sample) {
    List<RecentTurn> known =
        sample.turns().stream().filter(kept -> kept.turn().inputTokens() > 0).toList();
    long under =
        known.stream()
            .filter(kept ->
                sample
                    .models()
                    .find(kept.turn().model())
                    .filter(model -> isUnder(kept, model))
                    .isPresent())
            .count();
    double share = known.isEmpty() ? 0 : (double) under / known.size();
    return known.size() >= TurnSample.MIN_TURNS && share >= MIN_SHARE
        ? Optional.of(
            new Mistake(
                "prefix_under_minimum",
                "Most prompts are just shorter than the minimum that their model caches: nothing is"
                    + " cached, and nothing reports it.",
                List.of(new Evidence("share of such turns", share, MIN_SHARE))))
        : Optional.empty();
  }

  /** A prompt far below the minimum is not expected to be cached. */
  private static boolean isUnder(RecentTurn kept, Model model) {
    long input = kept.turn().inputTokens();
    return kept.turn().usage().cacheReadInputTokens() == 0
        && kept.turn().usage().cacheCreationInputTokens() == 0
        && input < model.minPrefixTokens()
        && input >= model.minPrefixTokens() / 4;
  }

  /** A single stall may be class loading, or an unnoticed pause of the machine. */
  private static Optional<Mistake> blockedEventLoop(TurnSample sample) {
    List<Incident> stalls = incidents(sample, Incident.Kind.LOOP_STALLED);
    return stalls.size() >= MIN_STALLS && longest(stalls) >= Diagnosis.MIN_SAVING_MS
        ? Optional.of(
            new Mistake(
                "blocked_event_loop",
                "Something blocks an event loop, and every answer there stands still meanwhile;"
                    + " most often "
                    + mostFrequent(stalls)
                    + ".",
                List.of(
                    new Evidence("times a loop was blocked", stalls.size(), MIN_STALLS),
                    Evidence.of("longest ms", longest(stalls)))))
        : Optional.empty();
  }

  /** With connections kept open, no turn pays for a handshake before its first token. */
  private static Optional<Mistake> coldConnections(TurnSample sample) {
    List<Incident> cold = incidents(sample, Incident.Kind.COLD_CONNECTION);
    double share = (double) cold.size() / sample.turns().size();
    double waitMs = ExactPercentiles.of(cold, Incident::durationMs).p50();
    return cold.size() >= MIN_COLD && share >= MIN_COLD_SHARE && waitMs >= Diagnosis.MIN_SAVING_MS
        ? Optional.of(
            new Mistake(
                "cold_connections",
                "Calls to models wait for new connections, and pay for their handshakes before the"
                    + " first token: something closes connections that are kept open. Most often "
                    + mostFrequent(cold)
                    + ".",
                List.of(
                    new Evidence("such calls for each turn", share, MIN_COLD_SHARE),
                    Evidence.of("wait for a connection p50 ms", waitMs))))
        : Optional.empty();
  }

  private static List<Incident> incidents(TurnSample sample, Incident.Kind kind) {
    return sample.incidents().stream().filter(incident -> incident.kind() == kind).toList();
  }

  private static double longest(List<Incident> incidents) {
    return incidents.stream().mapToDouble(Incident::durationMs).max().orElse(0);
  }

  private static String mostFrequent(List<Incident> incidents) {
    return incidents.stream()
        .collect(Collectors.groupingBy(Incident::where, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static Optional<Mistake> slowTail(TurnSample sample) {
    ExactPercentiles ttft =
        ExactPercentiles.of(
            sample.turns(),
            kept -> {
              Double ms = kept.turn().ttftMs();
              return ms == null ? Double.NaN : ms;
            });
    double limit = sample.sloLimit(Measure.TTFT);
    boolean isBroken =
        ttft.count() >= 100
            && ttft.p99() / ttft.p50() >= TAIL_RATIO
            && ttft.p99() - ttft.p50() >= Diagnosis.MIN_SAVING_MS
            && (Double.isNaN(limit) || ttft.p50() <= limit);
    return isBroken
        ? Optional.of(
            new Mistake(
                "tail",
                "Half of the first texts arrive early, and one in a hundred very late: the median"
                    + " alone does not show it.",
                List.of(
                    Evidence.of("ttft_ms p50", ttft.p50()),
                    new Evidence("ttft_ms p99", ttft.p99(), ttft.p50() * TAIL_RATIO))))
        : Optional.empty();
  }
}
