package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.Incident;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Measure;
import dev.firstword.monitor.diagnosis.ModelFacts.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The usual mistakes, each with what shows it. */
final class Mistakes {

  private static final double MOST = 0.5;
  private static final double TAIL_RATIO = 4;
  private static final int LEAST_HELD_UP = 3;
  private static final int LEAST_COLD = 10;
  private static final double COLD_SHARE = 0.1;

  private Mistakes() {}

  static List<Mistake> of(Sample sample) {
    List<Mistake> mistakes = new ArrayList<>();
    sequential(sample).ifPresent(mistakes::add);
    List<KeptTurn> writing =
        sample.turns().stream()
            .filter(kept -> kept.turn().usage().cacheCreationInputTokens() > 0)
            .toList();
    Optional<Mistake> expired = expiry(sample, writing);
    expired.or(() -> marksThatNeverHit(sample, writing)).ifPresent(mistakes::add);
    tooShort(sample).ifPresent(mistakes::add);
    brokenTail(sample).ifPresent(mistakes::add);
    heldUpLoop(sample).ifPresent(mistakes::add);
    coldConnections(sample).ifPresent(mistakes::add);
    return mistakes;
  }

  private static Optional<Mistake> sequential(Sample sample) {
    return new SequentialPhases()
        .examine(sample)
        .map(finding ->
            new Mistake(
                "sequential_phases",
                "Phases that need nothing of each other go on one after another.",
                finding.evidence()));
  }

  private static double readShare(Sample sample) {
    return sample.share(kept -> kept.turn().usage().cacheReadInputTokens() > 0);
  }

  /** What is written is never read: something before the mark changes each time. */
  private static Optional<Mistake> marksThatNeverHit(Sample sample, List<KeptTurn> writing) {
    double written = (double) writing.size() / sample.turns().size();
    double read = readShare(sample);
    return writing.size() >= Sample.LEAST && written >= MOST && read < 0.05
        ? Optional.of(
            new Mistake(
                "cache_marks_never_hit",
                "Prompts are written to the model's cache and never read from it: something before"
                    + " the mark changes each time, and writing costs more than not caching.",
                List.of(
                    new Evidence("share of turns that wrote", written, MOST),
                    new Evidence("share of turns that read", read, 0.05))))
        : Optional.empty();
  }

  /** The cache is written anew because it had run out since the turn before. */
  private static Optional<Mistake> expiry(Sample sample, List<KeptTurn> writing) {
    Map<String, Long> last = new HashMap<>();
    int late = 0;
    for (KeptTurn kept : sample.turns()) {
      String prefix = kept.turn().model() + " " + kept.turn().profile();
      Long before = last.put(prefix, kept.turn().endedAtMs());
      boolean waited =
          before != null && kept.turn().endedAtMs() - before > KeptPrefixes.LIFE.toMillis();
      late += waited && kept.turn().usage().cacheCreationInputTokens() > 0 ? 1 : 0;
    }
    double share = writing.isEmpty() ? 0 : (double) late / writing.size();
    return late >= 10 && share >= MOST
        ? Optional.of(
            new Mistake(
                "cache_expires_between_turns",
                "The model's cache has run out before the next turn comes: traffic is too sparse for"
                    + " its life of five minutes.",
                List.of(
                    new Evidence("share of writes that came after it had run out", share, MOST),
                    Evidence.of("such turns", late))))
        : Optional.empty();
  }

  /** It is marked, and the model silently keeps nothing so short. */
  private static Optional<Mistake> tooShort(Sample sample) {
    List<KeptTurn> known =
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
    return known.size() >= Sample.LEAST && share >= MOST
        ? Optional.of(
            new Mistake(
                "prefix_under_minimum",
                "Most prompts are just shorter than the least that their model remembers: nothing is"
                    + " cached, and nothing says so.",
                List.of(new Evidence("share of such turns", share, MOST))))
        : Optional.empty();
  }

  /** Far below it, nobody would expect anything. */
  private static boolean isUnder(KeptTurn kept, Model model) {
    long input = kept.turn().inputTokens();
    return kept.turn().usage().cacheReadInputTokens() == 0
        && kept.turn().usage().cacheCreationInputTokens() == 0
        && input < model.leastPrefixTokens()
        && input >= model.leastPrefixTokens() / 4;
  }

  /** Once may be a class that is loaded, or a pause of the machine that nobody noticed. */
  private static Optional<Mistake> heldUpLoop(Sample sample) {
    List<Incident> heldUp = incidents(sample, Incident.Kind.LOOP_HELD_UP);
    return heldUp.size() >= LEAST_HELD_UP
        ? Optional.of(
            new Mistake(
                "blocked_event_loop",
                "Something keeps an event loop to itself, and every answer there stands still"
                    + " meanwhile; most often "
                    + mostOften(heldUp)
                    + ".",
                List.of(
                    new Evidence("times a loop was held up", heldUp.size(), LEAST_HELD_UP),
                    Evidence.of("longest ms", longest(heldUp)))))
        : Optional.empty();
  }

  /** Nobody pays for a handshake before a first word who keeps connections open. */
  private static Optional<Mistake> coldConnections(Sample sample) {
    List<Incident> cold = incidents(sample, Incident.Kind.COLD_CONNECTION);
    double share = (double) cold.size() / sample.turns().size();
    return cold.size() >= LEAST_COLD && share >= COLD_SHARE
        ? Optional.of(
            new Mistake(
                "cold_connections",
                "Calls of models wait for a connection to be made, and pay for its handshakes before"
                    + " the first word: something closes connections that are kept open. Most often "
                    + mostOften(cold)
                    + ".",
                List.of(
                    new Evidence("such calls for each turn", share, COLD_SHARE),
                    Evidence.of(
                        "wait for a connection p50 ms", Spread.of(cold, Incident::ms).p50()))))
        : Optional.empty();
  }

  private static List<Incident> incidents(Sample sample, Incident.Kind kind) {
    return sample.incidents().stream().filter(incident -> incident.kind() == kind).toList();
  }

  private static double longest(List<Incident> incidents) {
    return incidents.stream().mapToDouble(Incident::ms).max().orElse(0);
  }

  private static String mostOften(List<Incident> incidents) {
    return incidents.stream()
        .collect(Collectors.groupingBy(Incident::where, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static Optional<Mistake> brokenTail(Sample sample) {
    Spread ttft =
        Spread.of(
            sample.turns(),
            kept -> {
              Double ms = kept.turn().ttftMs();
              return ms == null ? Double.NaN : ms;
            });
    double limit = sample.limit(Measure.TTFT);
    boolean isBroken =
        ttft.count() >= 100
            && ttft.p99() / ttft.p50() >= TAIL_RATIO
            && (Double.isNaN(limit) || ttft.p50() <= limit);
    return isBroken
        ? Optional.of(
            new Mistake(
                "tail",
                "Half of the first texts come soon, and one in a hundred very late: who looks at the"
                    + " middle alone does not see it.",
                List.of(
                    Evidence.of("ttft_ms p50", ttft.p50()),
                    new Evidence("ttft_ms p99", ttft.p99(), ttft.p50() * TAIL_RATIO))))
        : Optional.empty();
  }
}
