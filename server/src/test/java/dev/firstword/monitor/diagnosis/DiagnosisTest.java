package dev.firstword.monitor.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.Incident;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.TestTurns;
import dev.firstword.monitor.Vitals;
import dev.firstword.monitor.diagnosis.Diagnosis.Node;
import dev.firstword.monitor.level.ServiceLevels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DiagnosisTest {

  private static final ModelFacts MODELS =
      ModelFacts.of(
          List.of(
              new ModelFacts.Model("haiku", 1, 300, 800, 150, 4_096),
              new ModelFacts.Model("sonnet", 5, 700, 2_000, 75, 1_024),
              new ModelFacts.Model("opus", 15, 1_500, 4_000, 50, 4_096)));

  @Test
  void findsNothingInTurnsThatAreWell() {
    Diagnosis diagnosis = diagnose(turns(_ -> parallel().done()));

    assertThat(diagnosis.enough()).isTrue();
    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.mistakes()).isEmpty();
    assertThat(diagnosis.tree().answer()).isNull();
  }

  @Test
  void saysNothingOnFewTurns() {
    Diagnosis diagnosis = diagnose(turns(_ -> sequential().done()).subList(0, 29));

    assertThat(diagnosis.enough()).isFalse();
    assertThat(diagnosis.findings()).isEmpty();
  }

  @Test
  void phasesThatWaitForEachOtherAreToGoOnAtOnce() {
    Diagnosis diagnosis = diagnose(turns(_ -> sequential().done()));

    Finding first = first(diagnosis, "sequential_phases");
    // 40 + 180 + 100 + 200 + 50 one after another; the longest way is 100 + 200 + 50.
    assertThat(first.saving().gain().ttftMs().p50()).isCloseTo(220, offset(1.0));
    assertThat(lit(diagnosis))
        .containsExactly("late", "where", "before_the_model", "sequential_phases");
    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("sequential_phases");
  }

  @Test
  void aSlowRerankerIsToBeGivenUpSooner() {
    Diagnosis diagnosis =
        diagnose(
            turns(_ ->
                TestTurns.turn()
                    .phase("auth", 0, 10)
                    .phase("history", 0, 60)
                    .phase("embedding", 0, 50)
                    .phase("search", 50, 40)
                    .phase("reranking", 90, 450)
                    .phase("prompt", 540, 2)
                    .done()));

    Finding first = first(diagnosis, "slow_reranking");
    assertThat(first.saving().gain().ttftMs().p50()).isCloseTo(350, offset(1.0));
    assertThat(first.setting())
        .isEqualTo("profiles.chat.phases.reranking: {budget: 100ms, late: degrade}");
  }

  @Test
  void aSlowPhaseBesideALongerOneIsLeftAlone() {
    Diagnosis diagnosis =
        diagnose(
            turns(_ ->
                TestTurns.turn()
                    .phase("history", 0, 300)
                    .phase("embedding", 0, 100)
                    .phase("search", 100, 190)
                    .phase("prompt", 300, 2)
                    .done()));

    assertThat(diagnosis.findings()).extracting(Finding::id).doesNotContain("slow_search");
  }

  @Test
  void simpleQuestionsAreToGoToAQuickModel() {
    Diagnosis diagnosis =
        diagnose(turns(i -> parallel().kind("simple").model("opus").modelTtft(1_400 + i).done()));

    Finding first = first(diagnosis, "heavy_model");
    assertThat(first.saving().after().ttftMs().p50()).isCloseTo(350 + 300, withPercentage(5));
    assertThat(first.saving().basis()).contains("haiku as the configuration expects it");
  }

  @Test
  void aQuickModelIsTakenAsMeasuredWhereItWas() {
    Diagnosis diagnosis =
        diagnose(
            turns(i ->
                i % 2 == 0
                    ? parallel().kind("simple").model("opus").modelTtft(1_500).done()
                    : parallel().kind("simple").model("haiku").modelTtft(450).done()));

    Finding first = first(diagnosis, "heavy_model");
    assertThat(first.saving().after().ttftMs().p50()).isCloseTo(350 + 450, withPercentage(1));
    assertThat(first.saving().basis()).contains("haiku as measured");
  }

  @Test
  void hardQuestionsMayHaveAHeavyModel() {
    Diagnosis diagnosis =
        diagnose(turns(_ -> parallel().kind("complex").model("opus").modelTtft(1_500).done()));

    assertThat(diagnosis.findings()).isEmpty();
  }

  @Test
  void aLongTailIsToBeHedged() {
    Diagnosis diagnosis =
        diagnose(turns(i -> parallel().modelTtft(i % 50 == 0 ? 9_000 : 700).done()));

    Finding first = first(diagnosis, "slow_tail");
    assertThat(first.saving().gain().ttftMs().p99()).isGreaterThan(7_000);
    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("tail");
  }

  @Test
  void longAnswersAreNoSlowModel() {
    Diagnosis diagnosis =
        diagnose(turns(_ -> parallel().usage(200, 1_600, 0, 0).generation(20_000).done()));

    Finding first = first(diagnosis, "long_answers");
    assertThat(first.saving().gain().totalMs().p50()).isCloseTo(10_000, withPercentage(1));
    assertThat(first.saving().gain().ttftMs().p50()).isZero();
    assertThat(lit(diagnosis)).containsExactly("late", "length", "long_answers");
  }

  @Test
  void aStreamThatIsHeldBackIsToBeLetThrough() {
    List<KeptTurn> turns =
        turns(_ -> parallel().generation(2_000).done()).stream()
            .map(kept -> seen(kept.turn(), kept.turn().totalMs() + 15))
            .toList();

    Diagnosis diagnosis = diagnose(turns);

    Finding first = first(diagnosis, "buffered_stream");
    assertThat(first.saving().gain().seenMs().p50()).isCloseTo(2_000, offset(30.0));
    assertThat(lit(diagnosis)).containsExactly("late", "where", "buffered_stream");
  }

  @Test
  void aProxyThatLetsGoInLumpsHoldsBackToo() {
    List<KeptTurn> turns =
        turns(_ -> parallel().generation(2_000).done()).stream()
            .map(kept -> seen(kept.turn(), 351 + 700 + 1_200))
            .toList();

    Finding first = first(diagnose(turns), "buffered_stream");
    assertThat(first.saving().gain().seenMs().p50()).isCloseTo(1_180, offset(30.0));
  }

  @Test
  void aSlowNetworkIsNoProxyThatHoldsBack() {
    List<KeptTurn> turns =
        turns(_ -> parallel().generation(2_000).done()).stream()
            .map(kept ->
                new KeptTurn(
                    kept.turn(),
                    new Vitals(5.0, 950.0, 1_051 + 900.0, 1_951.0, 3_051 + 900.0, false, 0)))
            .toList();

    assertThat(diagnose(turns).findings()).isEmpty();
  }

  @Test
  void marksThatNeverHitAreNamed() {
    Diagnosis diagnosis = diagnose(turns(_ -> parallel().usage(100, 100, 900, 0).done()));

    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("cache_marks_never_hit");
  }

  @Test
  void aCacheThatRunsOutBetweenTurnsIsNamed() {
    Diagnosis diagnosis =
        diagnose(turns(i -> parallel().usage(100, 100, 900, 0).endedAtMs(i * 400_000L).done()));

    assertThat(diagnosis.mistakes())
        .extracting(Mistake::id)
        .contains("cache_expires_between_turns")
        .doesNotContain("cache_marks_never_hit");
  }

  @Test
  void aPrefixUnderTheMinimumIsNamed() {
    Diagnosis diagnosis = diagnose(turns(_ -> parallel().usage(900, 100, 0, 0).done()));

    assertThat(diagnosis.mistakes()).extracting(Mistake::id).contains("prefix_under_minimum");
  }

  @Test
  void aLoopThatIsHeldUpIsNamedWithWhatHoldsIt() {
    Incident held = new Incident(Incident.Kind.LOOP_HELD_UP, 1, 250, "dev.firstword.Slow.work");

    Diagnosis twice = diagnose(turns(_ -> parallel().done()), List.of(held, held));
    Diagnosis often = diagnose(turns(_ -> parallel().done()), List.of(held, held, held));

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
  void connectionsThatAreMadeForEachCallAreNamed() {
    Incident cold = new Incident(Incident.Kind.COLD_CONNECTION, 1, 90, "https://models.example");

    Diagnosis some = diagnose(turns(_ -> parallel().done()), Collections.nCopies(19, cold));
    Diagnosis many = diagnose(turns(_ -> parallel().done()), Collections.nCopies(20, cold));

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
  void whatCameOfARemedyStandsBesideWhatWasPredicted() {
    Ledger ledger = new Ledger();
    List<KeptTurn> turns = new ArrayList<>(turns(_ -> sequential().endedAtMs(1_000).done()));
    ledger.look(diagnose(turns).findings(), turns, 2_000);
    assertThat(ledger.applied()).isEmpty();

    List<KeptTurn> fixed = turns(_ -> parallel().endedAtMs(3_000).done());
    turns.addAll(fixed);
    ledger.look(diagnose(fixed).findings(), turns, 4_000);

    assertThat(ledger.applied()).hasSize(1);
    Applied applied = ledger.applied().getFirst();
    assertThat(applied.finding().id()).isEqualTo("sequential_phases");
    assertThat(applied.turns()).isEqualTo(fixed.size());
    assertThat(applied.measured().ttftMs().p50())
        .isCloseTo(applied.finding().saving().gain().ttftMs().p50(), withPercentage(5));
  }

  @Test
  void whatWasPredictedOutlivesARestart() throws IOException {
    Ledger ledger = new Ledger();
    List<KeptTurn> turns = turns(_ -> sequential().endedAtMs(1_000).done());
    ledger.look(diagnose(turns).findings(), turns, 2_000);

    Ledger next = new Ledger();
    next.addAll(LedgerFormat.read(LedgerFormat.write(ledger.entries())));
    List<KeptTurn> fixed = turns(_ -> parallel().endedAtMs(3_000).done());
    next.look(diagnose(fixed).findings(), fixed, 4_000);

    assertThat(next.applied()).hasSize(1);
    assertThat(next.applied().getFirst().measured().ttftMs().p50()).isCloseTo(220, offset(1.0));
    assertThat(LedgerFormat.read(LedgerFormat.write(next.entries()))).isEqualTo(next.entries());
  }

  private static TestTurns sequential() {
    return TestTurns.turn()
        .phase("auth", 0, 40)
        .phase("history", 40, 180)
        .phase("embedding", 220, 100)
        .phase("search", 320, 200)
        .phase("reranking", 520, 50)
        .phase("prompt", 570, 1);
  }

  private static TestTurns parallel() {
    return TestTurns.turn()
        .phase("auth", 0, 40)
        .phase("history", 0, 180)
        .phase("embedding", 0, 100)
        .phase("search", 100, 200)
        .phase("reranking", 300, 50)
        .phase("prompt", 350, 1);
  }

  private static KeptTurn seen(FinishedTurn turn, double firstTextMs) {
    double total = turn.totalMs() + Math.max(20, firstTextMs - turn.totalMs() + 5);
    return new KeptTurn(turn, new Vitals(5.0, 50.0, firstTextMs, firstTextMs, total, false, 0));
  }

  private static List<KeptTurn> turns(IntFunction<FinishedTurn> turn) {
    return IntStream.range(0, 200).mapToObj(i -> new KeptTurn(turn.apply(i), null)).toList();
  }

  private static Diagnosis diagnose(List<KeptTurn> turns) {
    return Diagnosis.of(turns, MODELS, ServiceLevels.DEFAULTS, List.of());
  }

  private static Diagnosis diagnose(List<KeptTurn> turns, List<Incident> incidents) {
    return Diagnosis.of(turns, MODELS, ServiceLevels.DEFAULTS, incidents);
  }

  private static Finding first(Diagnosis diagnosis, String id) {
    assertThat(diagnosis.findings()).extracting(Finding::id).first().isEqualTo(id);
    return diagnosis.findings().getFirst();
  }

  private static List<String> lit(Diagnosis diagnosis) {
    List<String> path = new ArrayList<>();
    Node node = diagnosis.tree();
    while (node != null) {
      path.add(node.id());
      node = node.children().stream().filter(Node::lit).findFirst().orElse(null);
    }
    return path;
  }
}
