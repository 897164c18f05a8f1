package dev.firstword.operations.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.operations.diagnosis.Diagnosis.Node;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.slo.Slos;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DiagnosisTest {

  private static final ConfiguredModels MODELS =
      ConfiguredModels.of(
          List.of(
              new ConfiguredModels.Model("haiku", 1, 300, 800, 150, 4_096),
              new ConfiguredModels.Model("sonnet", 5, 700, 2_000, 75, 1_024),
              new ConfiguredModels.Model("opus", 15, 1_500, 4_000, 50, 4_096)));

  @Test
  void recommendsNothingForHealthyTurns() {
    Diagnosis diagnosis = diagnose(turns(_ -> parallel().build()));

    assertThat(diagnosis.isConclusive()).isTrue();
    assertThat(diagnosis.recommendations()).isEmpty();
    assertThat(diagnosis.mistakes()).isEmpty();
    assertThat(diagnosis.tree().answer()).isNull();
  }

  @Test
  void isInconclusiveOnFewTurns() {
    Diagnosis diagnosis = diagnose(turns(_ -> sequential().build()).subList(0, 29));

    assertThat(diagnosis.isConclusive()).isFalse();
    assertThat(diagnosis.recommendations()).isEmpty();
  }

  @Test
  void recommendsRunningSequentialPhasesInParallel() {
    Diagnosis diagnosis = diagnose(turns(_ -> sequential().build()));

    Recommendation first = first(diagnosis, "sequential_phases");
    // 40 + 180 + 100 + 200 + 50 in sequence; the critical path is 100 + 200 + 50.
    assertThat(first.saving().gain().ttftMs().p50()).isCloseTo(220, offset(1.0));
    assertThat(highlightedPath(diagnosis))
        .containsExactly("failing", "late", "where", "before_the_model", "sequential_phases");
    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("sequential_phases");
  }

  @Test
  void recommendsBudgetForSlowReranker() {
    Diagnosis diagnosis =
        diagnose(
            turns(_ ->
                FinishedTurnBuilder.turn()
                    .phase("auth", 0, 10)
                    .phase("history", 0, 60)
                    .phase("embedding", 0, 50)
                    .phase("search", 50, 40)
                    .phase("reranking", 90, 450)
                    .phase("prompt", 540, 2)
                    .build()));

    Recommendation first = first(diagnosis, "slow_reranking");
    assertThat(first.saving().gain().ttftMs().p50()).isCloseTo(350, offset(1.0));
    assertThat(first.setting())
        .isEqualTo("profiles.chat.phases.reranking: {budget: 100ms, on_timeout: degrade}");
  }

  @Test
  void ignoresSlowPhaseOffTheCriticalPath() {
    Diagnosis diagnosis =
        diagnose(
            turns(_ ->
                FinishedTurnBuilder.turn()
                    .phase("history", 0, 300)
                    .phase("embedding", 0, 100)
                    .phase("search", 100, 190)
                    .phase("prompt", 300, 2)
                    .build()));

    assertThat(diagnosis.recommendations())
        .extracting(Recommendation::id)
        .doesNotContain("slow_search");
  }

  @Test
  void recommendsFasterModelForSimpleQuestions() {
    Diagnosis diagnosis =
        diagnose(turns(i -> parallel().kind("simple").model("opus").modelTtft(1_400 + i).build()));

    Recommendation first = first(diagnosis, "heavy_model");
    assertThat(first.saving().after().ttftMs().p50()).isCloseTo(350 + 300, withPercentage(5));
    assertThat(first.saving().basis()).contains("haiku as the configuration expects it");
  }

  @Test
  void prefersMeasuredPaceOverConfiguredPace() {
    Diagnosis diagnosis =
        diagnose(
            turns(i ->
                i % 2 == 0
                    ? parallel().kind("simple").model("opus").modelTtft(1_500).build()
                    : parallel().kind("simple").model("haiku").modelTtft(450).build()));

    Recommendation first = first(diagnosis, "heavy_model");
    assertThat(first.saving().after().ttftMs().p50()).isCloseTo(350 + 450, withPercentage(1));
    assertThat(first.saving().basis()).contains("haiku as measured");
  }

  @Test
  void acceptsHeavyModelForComplexQuestions() {
    Diagnosis diagnosis =
        diagnose(turns(_ -> parallel().kind("complex").model("opus").modelTtft(1_500).build()));

    assertThat(diagnosis.recommendations()).isEmpty();
  }

  @Test
  void recommendsHedgingForLongTail() {
    Diagnosis diagnosis =
        diagnose(turns(i -> parallel().modelTtft(i % 50 == 0 ? 9_000 : 700).build()));

    Recommendation first = first(diagnosis, "slow_tail");
    assertThat(first.saving().gain().ttftMs().p99()).isGreaterThan(7_000);
    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("tail");
  }

  @Test
  void distinguishesLongAnswersFromSlowModel() {
    Diagnosis diagnosis =
        diagnose(turns(_ -> parallel().usage(200, 1_600, 0, 0).generation(20_000).build()));

    Recommendation first = first(diagnosis, "long_answers");
    assertThat(first.saving().gain().totalMs().p50()).isCloseTo(10_000, withPercentage(1));
    assertThat(first.saving().gain().ttftMs().p50()).isZero();
    assertThat(highlightedPath(diagnosis))
        .containsExactly("failing", "late", "length", "long_answers");
  }

  @Test
  void detectsBufferedStream() {
    List<RecentTurn> turns =
        turns(_ -> parallel().generation(2_000).build()).stream()
            .map(kept -> withVitals(kept.turn(), kept.turn().totalMs() + 15))
            .toList();

    Diagnosis diagnosis = diagnose(turns);

    Recommendation first = first(diagnosis, "buffered_stream");
    assertThat(first.saving().gain().seenFirstTextMs().p50()).isCloseTo(2_000, offset(30.0));
    assertThat(highlightedPath(diagnosis))
        .containsExactly("failing", "late", "where", "buffered_stream");
  }

  @Test
  void detectsProxyThatFlushesInChunks() {
    List<RecentTurn> turns =
        turns(_ -> parallel().generation(2_000).build()).stream()
            .map(kept -> withVitals(kept.turn(), 351 + 700 + 1_200))
            .toList();

    Recommendation first = first(diagnose(turns), "buffered_stream");
    assertThat(first.saving().gain().seenFirstTextMs().p50()).isCloseTo(1_180, offset(30.0));
  }

  @Test
  void distinguishesSlowNetworkFromBufferingProxy() {
    List<RecentTurn> turns =
        turns(_ -> parallel().generation(2_000).build()).stream()
            .map(kept ->
                new RecentTurn(
                    kept.turn(),
                    new Vitals(5.0, 950.0, 1_051 + 900.0, 1_951.0, 3_051 + 900.0, false, 0)))
            .toList();

    assertThat(diagnose(turns).recommendations()).isEmpty();
  }

  @Test
  void reportsBreakpointsThatNeverHit() {
    Diagnosis diagnosis = diagnose(turns(_ -> parallel().usage(100, 100, 900, 0).build()));

    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("cache_marks_never_hit");
  }

  @Test
  void reportsCacheThatExpiresBetweenTurns() {
    Diagnosis diagnosis =
        diagnose(turns(i -> parallel().usage(100, 100, 900, 0).endedAtMs(i * 400_000L).build()));

    assertThat(diagnosis.mistakes())
        .extracting(Mistake::id)
        .contains("cache_expires_between_turns")
        .doesNotContain("cache_marks_never_hit");
  }

  @Test
  void reportsPrefixUnderTheMinimum() {
    Diagnosis diagnosis = diagnose(turns(_ -> parallel().usage(900, 100, 0, 0).build()));

    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("prefix_under_minimum");
  }

  @Test
  void reportsBlockedEventLoopWithItsCause() {
    Incident stall = new Incident(Incident.Kind.LOOP_STALLED, 1, 250, "dev.firstword.Slow.work");

    Diagnosis twice = diagnose(turns(_ -> parallel().build()), List.of(stall, stall));
    Diagnosis often = diagnose(turns(_ -> parallel().build()), List.of(stall, stall, stall));

    assertThat(twice.mistakes()).isEmpty();
    assertThat(often.mistakes())
        .singleElement()
        .satisfies(mistake -> {
          assertThat(mistake.id()).isEqualTo("blocked_event_loop");
          assertThat(mistake.sentence()).contains("dev.firstword.Slow.work");
          assertThat(mistake.evidence()).extracting(Evidence::value).containsExactly(3.0, 250.0);
        });
  }

  @Test
  void ignoresMistakesThatNobodyNotices() {
    Incident quick = new Incident(Incident.Kind.COLD_CONNECTION, 1, 2, "http://127.0.0.1:40077");

    Diagnosis diagnosis = diagnose(turns(_ -> parallel().build()), Collections.nCopies(100, quick));

    assertThat(diagnosis.mistakes()).isEmpty();
  }

  @Test
  void reportsColdConnections() {
    Incident cold = new Incident(Incident.Kind.COLD_CONNECTION, 1, 90, "https://models.example");

    Diagnosis some = diagnose(turns(_ -> parallel().build()), Collections.nCopies(19, cold));
    Diagnosis many = diagnose(turns(_ -> parallel().build()), Collections.nCopies(20, cold));

    assertThat(some.mistakes()).isEmpty();
    assertThat(many.mistakes())
        .singleElement()
        .satisfies(mistake -> {
          assertThat(mistake.id()).isEqualTo("cold_connections");
          assertThat(mistake.sentence()).contains("https://models.example");
          assertThat(mistake.evidence()).extracting(Evidence::value).containsExactly(0.1, 90.0);
        });
  }

  @Test
  void recordsMeasuredSavingOfAppliedRecommendation() {
    RecommendationHistory history = new RecommendationHistory();
    List<RecentTurn> turns = new ArrayList<>(turns(_ -> sequential().endedAtMs(1_000).build()));
    history.update(diagnose(turns).recommendations(), turns, 2_000);
    assertThat(history.applied()).isEmpty();

    List<RecentTurn> fixed = turns(_ -> parallel().endedAtMs(3_000).build());
    turns.addAll(fixed);
    history.update(diagnose(fixed).recommendations(), turns, 4_000);

    assertThat(history.applied()).hasSize(1);
    AppliedRecommendation applied = history.applied().getFirst();
    assertThat(applied.recommendation().id()).isEqualTo("sequential_phases");
    assertThat(applied.turns()).isEqualTo(fixed.size());
    assertThat(applied.measured().ttftMs().p50())
        .isCloseTo(applied.recommendation().saving().gain().ttftMs().p50(), withPercentage(5));
  }

  @Test
  void restoresPredictionsAfterRestart() throws IOException {
    RecommendationHistory history = new RecommendationHistory();
    List<RecentTurn> turns = turns(_ -> sequential().endedAtMs(1_000).build());
    history.update(diagnose(turns).recommendations(), turns, 2_000);

    RecommendationHistory restored = new RecommendationHistory();
    restored.addAll(
        RecommendationHistoryFormat.read(RecommendationHistoryFormat.write(history.entries())));
    List<RecentTurn> fixed = turns(_ -> parallel().endedAtMs(3_000).build());
    restored.update(diagnose(fixed).recommendations(), fixed, 4_000);

    assertThat(restored.applied()).hasSize(1);
    assertThat(restored.applied().getFirst().measured().ttftMs().p50()).isCloseTo(220, offset(1.0));
    assertThat(
            RecommendationHistoryFormat.read(RecommendationHistoryFormat.write(restored.entries())))
        .isEqualTo(restored.entries());
  }

  private static FinishedTurnBuilder sequential() {
    return FinishedTurnBuilder.turn()
        .phase("auth", 0, 40)
        .phase("history", 40, 180)
        .phase("embedding", 220, 100)
        .phase("search", 320, 200)
        .phase("reranking", 520, 50)
        .phase("prompt", 570, 1);
  }

  private static FinishedTurnBuilder parallel() {
    return FinishedTurnBuilder.turn()
        .phase("auth", 0, 40)
        .phase("history", 0, 180)
        .phase("embedding", 0, 100)
        .phase("search", 100, 200)
        .phase("reranking", 300, 50)
        .phase("prompt", 350, 1);
  }

  private static RecentTurn withVitals(FinishedTurn turn, double firstTextMs) {
    double total = turn.totalMs() + Math.max(20, firstTextMs - turn.totalMs() + 5);
    return new RecentTurn(turn, new Vitals(5.0, 50.0, firstTextMs, firstTextMs, total, false, 0));
  }

  private static List<RecentTurn> turns(IntFunction<FinishedTurn> turn) {
    return IntStream.range(0, 200).mapToObj(i -> new RecentTurn(turn.apply(i), null)).toList();
  }

  private static Diagnosis diagnose(List<RecentTurn> turns) {
    return Diagnosis.of(turns, MODELS, Slos.DEFAULTS, List.of());
  }

  private static Diagnosis diagnose(List<RecentTurn> turns, List<Incident> incidents) {
    return Diagnosis.of(turns, MODELS, Slos.DEFAULTS, incidents);
  }

  private static Recommendation first(Diagnosis diagnosis, String id) {
    assertThat(diagnosis.recommendations()).extracting(Recommendation::id).first().isEqualTo(id);
    return diagnosis.recommendations().getFirst();
  }

  private static List<String> highlightedPath(Diagnosis diagnosis) {
    List<String> path = new ArrayList<>();
    Node node = diagnosis.tree();
    while (node != null) {
      path.add(node.id());
      node = node.children().stream().filter(Node::isHighlighted).findFirst().orElse(null);
    }
    return path;
  }
}
