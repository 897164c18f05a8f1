package dev.firstword.operations.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.operations.alert.Alert.Severity;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slo.Scope;
import dev.firstword.operations.slo.Slos;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlertEvaluatorTest {

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Slos slos =
      new Slos(
          List.of(
              Slos.DEFAULTS.all().getFirst(),
              Slos.DEFAULTS.all().getLast(),
              new Slo("ttft", new Scope.OfTenant("vip"), Measure.TTFT, 0.95, 500)));
  private final Monitor monitor = new Monitor(slos, scheduler.clock());
  private final AlertEvaluator evaluator =
      new AlertEvaluator(slos, monitor::recentStats, scheduler);

  @Test
  void firesWithinAMinuteOfSloBreachAndClearsAfterwards() {
    recordTurnEachSecond(600, 700);
    assertThat(evaluator.all()).isEmpty();

    int untilFired = secondsUntilPaging(true, 5_000);
    assertThat(untilFired).isLessThanOrEqualTo(60);
    assertThat(pages())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.slo().name()).isEqualTo("ttft");
          assertThat(alert.turns()).isGreaterThanOrEqualTo(Slo.MIN_TURNS);
        });

    int untilClear = secondsUntilPaging(false, 700);
    assertThat(untilClear).isLessThanOrEqualTo(120);
    assertThat(evaluator.all()).filteredOn(alert -> !alert.isFiring()).hasSize(1);
  }

  @Test
  void evaluatesByItselfUntilItIsClosed() {
    evaluator.start();
    for (int i = 0; i < Slo.MIN_TURNS; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(20_000).build());
    }
    assertThat(evaluator.all()).isEmpty();

    scheduler.advance(AlertEvaluator.EVALUATION_INTERVAL);
    assertThat(pages()).isNotEmpty();

    evaluator.close();
    assertThat(scheduler.activeTasks()).isZero();
  }

  @Test
  void neverFiresOnFewTurns() {
    for (int i = 0; i < Slo.MIN_TURNS - 1; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(20_000).build());
      evaluator.evaluate();
      assertThat(evaluator.all()).isEmpty();
    }

    monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(20_000).build());
    evaluator.evaluate();

    assertThat(pages()).isNotEmpty();
  }

  @Test
  void doesNotFireWhileSloIsMet() {
    for (int i = 0; i < 1_000; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(i % 25 == 0 ? 5_000 : 700).build());
      advanceClock(Duration.ofSeconds(1));
      evaluator.evaluate();
    }

    assertThat(evaluator.all()).isEmpty();
  }

  @Test
  void slowBurnRaisesTicket() {
    for (int i = 0; i < 3_000; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(i % 13 == 0 ? 5_000 : 700).build());
      advanceClock(Duration.ofSeconds(1));
      evaluator.evaluate();
    }

    assertThat(evaluator.all()).extracting(Alert::severity).containsOnly(Severity.TICKET);
  }

  @Test
  void appliesTenantSpecificSlo() {
    for (int i = 0; i < 40; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().tenant("vip").modelTtft(700).build());
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(700).build());
    }
    evaluator.evaluate();

    assertThat(pages())
        .singleElement()
        .satisfies(alert -> assertThat(alert.slo().scope().wireName()).isEqualTo("tenant:vip"));
  }

  private void recordTurnEachSecond(int count, long modelTtftMs) {
    for (int i = 0; i < count; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(modelTtftMs).build());
      advanceClock(Duration.ofSeconds(1));
      evaluator.evaluate();
    }
  }

  private int secondsUntilPaging(boolean fires, long modelTtftMs) {
    for (int second = 1; second <= 600; second++) {
      recordTurnEachSecond(1, modelTtftMs);
      if (pages().isEmpty() != fires) {
        return second;
      }
    }
    throw new AssertionError("not within ten minutes");
  }

  private List<Alert> pages() {
    List<Alert> pages = new ArrayList<>(evaluator.all());
    pages.removeIf(alert -> !alert.isFiring() || alert.severity() != Severity.PAGE);
    return pages;
  }

  private void advanceClock(Duration time) {
    scheduler.advance(time);
  }
}
