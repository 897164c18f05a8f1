package dev.firstword.operations.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firstword.operations.diagnosis.Diagnosis.Node;
import dev.firstword.operations.diagnosis.Verdict.State;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.series.WindowStats.SloCount;
import dev.firstword.operations.slo.Slos;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Failures come first, then missed objectives and alerts, then what would save time. The strictest
 * default objective allows one turn in a hundred to miss it.
 */
final class VerdictTest {

  private static final ConfiguredModels MODELS =
      ConfiguredModels.of(List.of(new ConfiguredModels.Model("sonnet", 5, 700, 2_000, 75, 1_024)));

  private final List<RecentTurn> turns = new ArrayList<>();

  @Test
  void recommendsNothingForHealthyTurns() {
    add(44, healthy());

    assertThat(verdict().state()).isEqualTo(State.HEALTHY);
    assertThat(verdict().sentence()).isEqualTo("No change recommended (44 turns with text).");
  }

  @Test
  void namesFailuresAndTheirRemedyFirst() {
    add(44, sequential());
    add(2, healthy().failed("model_rate_limited"));
    add(1, healthy().failed("model_unauthorized"));

    assertThat(verdict().state()).isEqualTo(State.FAILING);
    assertThat(verdict().sentence())
        .isEqualTo(
            "3 of 47 turns failed, 2 of them with sonnet because the provider had too many calls"
                + " (model_rate_limited). Raise the limit at the provider. Allow models of another"
                + " provider as fallbacks (profiles.NAME.fallbacks).");
  }

  @Test
  void leadsToTheFailuresInTheTree() {
    add(44, sequential());
    add(4, healthy().failed("model_overloaded"));

    Node root = diagnose().tree();

    assertThat(root.answer()).isEqualTo("they fail");
    assertThat(root.children())
        .extracting(Node::id, Node::isHighlighted)
        .containsExactly(tuple("failing_turns", true), tuple("late", false));
  }

  @Test
  void toleratesTheFailuresThatObjectivesAllow() {
    add(400, healthy());
    add(4, healthy().failed("model_overloaded"));

    assertThat(verdict().state()).isEqualTo(State.HEALTHY);
    assertThat(diagnose().failures().causes()).hasSize(1);
  }

  @Test
  void toleratesASingleFailure() {
    add(44, healthy());
    add(1, healthy().failed("model_overloaded"));

    assertThat(verdict().state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void saysThatEveryTurnFailsHoweverFewThereAre() {
    add(3, healthy().failed("model_unauthorized"));

    assertThat(verdict().state()).isEqualTo(State.FAILING);
    assertThat(verdict().sentence())
        .startsWith("3 of 3 turns failed, all with sonnet because the provider did not accept");
  }

  @Test
  void doesNotJudgeFewTurns() {
    add(29, sequential());

    assertThat(verdict().state()).isEqualTo(State.UNKNOWN);
    assertThat(verdict().sentence()).isEqualTo("Too few turns with text to tell: 29.");
  }

  @Test
  void neverCallsAMissedObjectiveHealthy() {
    add(47, healthy());
    Diagnosis diagnosis =
        diagnose()
            .withObjectives(
                List.of(new MissedObjective(Slos.DEFAULTS.all().getFirst(), new SloCount(50, 44))),
                List.of());

    assertThat(diagnosis.verdict().state()).isEqualTo(State.SLOW);
    assertThat(diagnosis.verdict().sentence())
        .isEqualTo(
            "The objective ttft is missed: 12 % of 50 turns are over 3000 ms, and 5 % may be."
                + " No known change would help.");
  }

  @Test
  void neverCallsAFiringAlertHealthy() {
    add(10, healthy());
    Diagnosis diagnosis = diagnose().withObjectives(List.of(), List.of("ttft", "total", "ttft"));

    assertThat(diagnosis.verdict().state()).isEqualTo(State.SLOW);
    assertThat(diagnosis.verdict().sentence()).startsWith("Alerts fire: total, ttft.");
  }

  @Test
  void namesTheFirstChangeWhileAllObjectivesAreMet() {
    add(44, sequential());

    assertThat(verdict().state()).isEqualTo(State.IMPROVABLE);
    assertThat(verdict().sentence())
        .isEqualTo(
            "No objective is missed. Change first: "
                + diagnose().recommendations().getFirst().title()
                + ".");
  }

  @Test
  void explainsAnUnknownCode() {
    add(3, healthy().failed("something_new"));

    assertThat(verdict().sentence())
        .isEqualTo(
            "3 of 3 turns failed, all with sonnet because of an error (something_new). The log has"
                + " its details.");
  }

  private static FinishedTurnBuilder healthy() {
    return FinishedTurnBuilder.turn().phase("history", 0, 40).phase("prompt", 40, 1);
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

  private void add(int count, FinishedTurnBuilder turn) {
    for (int i = 0; i < count; i++) {
      turns.add(new RecentTurn(turn.build(), null));
    }
  }

  private Verdict verdict() {
    return diagnose().verdict();
  }

  private Diagnosis diagnose() {
    return Diagnosis.of(turns, MODELS, Slos.DEFAULTS, List.of());
  }
}
