package dev.firstword.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.series.Dimension;
import dev.firstword.operations.series.TurnSeries;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.series.WindowStats;
import dev.firstword.operations.slo.Slos;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MonitorTest {

  private static final Vitals ABANDONED = new Vitals(10.0, 60.0, 700.0, 400.0, null, true, 0);

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final Monitor monitor = new Monitor(Slos.DEFAULTS, () -> now, 100);

  @Test
  void batchesTurnsAndReportsWhenManyArePending() {
    List<FinishedTurn> received = new ArrayList<>();
    monitor.addListener(
        new Monitor.Listener() {
          @Override
          public void onTurnEnded(FinishedTurn turn) {
            received.add(turn);
          }

          @Override
          public void onVitals(Vitals seen, FinishedTurn turn) {}
        });

    for (int i = 1; i < 256; i++) {
      assertThat(monitor.recordTurn(FinishedTurnBuilder.turn().build())).isFalse();
    }
    assertThat(monitor.recordTurn(FinishedTurnBuilder.turn().build())).isTrue();
    assertThat(received).isEmpty();
    monitor.processPending();

    assertThat(received).hasSize(256);
    assertThat(monitor.recordTurn(FinishedTurnBuilder.turn().build())).isFalse();
    assertThat(monitor.report(Dimension.MODEL, Window.DAY).all().turns()).isEqualTo(257);
  }

  @Test
  void countsTurnInEveryWindowUntilItExpires() {
    monitor.recordTurn(FinishedTurnBuilder.turn().build());

    assertThat(turnsIn(Window.MINUTE)).isEqualTo(1);
    advanceClock(Duration.ofMinutes(1));
    assertThat(turnsIn(Window.MINUTE)).isZero();
    assertThat(turnsIn(Window.TEN_MINUTES)).isEqualTo(1);
    advanceClock(Duration.ofMinutes(10));
    assertThat(turnsIn(Window.TEN_MINUTES)).isZero();
    assertThat(turnsIn(Window.HOUR)).isEqualTo(1);
    advanceClock(Duration.ofHours(1));
    assertThat(turnsIn(Window.HOUR)).isZero();
    assertThat(turnsIn(Window.DAY)).isEqualTo(1);
    advanceClock(Duration.ofHours(24));
    assertThat(turnsIn(Window.DAY)).isZero();
  }

  @Test
  void reportsPercentilesByModel() {
    for (int i = 0; i < 10; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().model("quick").modelTtft(200).build());
      monitor.recordTurn(FinishedTurnBuilder.turn().model("slow").modelTtft(3_000).build());
    }

    List<TurnSeries.NamedStats> models =
        monitor.report(Dimension.MODEL, Window.TEN_MINUTES).groups();

    assertThat(models)
        .extracting(TurnSeries.NamedStats::name)
        .containsExactlyInAnyOrder("quick", "slow");
    assertThat(p50(statsOf(models, "quick"), Measure.TTFT)).isCloseTo(200, withPercentage(1));
    assertThat(p50(statsOf(models, "slow"), Measure.TTFT)).isCloseTo(3_000, withPercentage(1));
  }

  @Test
  void keepsFirstTokenThinkingAndFirstTextApart() {
    monitor.recordTurn(
        FinishedTurnBuilder.turn().phase("history", 0, 50).modelTtft(700).thinking(20_000).build());

    WindowStats all = monitor.report(Dimension.MODEL, Window.HOUR).all();

    assertThat(p50(all, Measure.FIRST_TOKEN)).isCloseTo(750, withPercentage(1));
    assertThat(p50(all, Measure.THINKING)).isCloseTo(20_000, withPercentage(1));
    assertThat(p50(all, Measure.TTFT)).isCloseTo(20_750, withPercentage(1));
    assertThat(p50(all, Measure.MODEL_TTFT)).isCloseTo(20_700, withPercentage(1));
  }

  @Test
  void countsNoThinkingWhereThereIsNone() {
    monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(700).build());

    WindowStats all = monitor.report(Dimension.MODEL, Window.HOUR).all();

    assertThat(all.measures()).doesNotContainKey(Measure.THINKING);
    assertThat(p50(all, Measure.FIRST_TOKEN)).isCloseTo(700, withPercentage(1));
  }

  @Test
  void longAnswerDoesNotLookLikeSlowModel() {
    monitor.recordTurn(
        FinishedTurnBuilder.turn().usage(200, 1_000, 0, 0).generation(10_000).build());
    monitor.recordTurn(FinishedTurnBuilder.turn().usage(200, 100, 0, 0).generation(1_000).build());

    List<TurnSeries.NamedStats> lengths = monitor.report(Dimension.LENGTH, Window.HOUR).groups();

    for (TurnSeries.NamedStats length : lengths) {
      assertThat(p50(length.stats(), Measure.TOKENS_PER_SECOND)).isCloseTo(100, withPercentage(2));
    }
    assertThat(lengths)
        .extracting(TurnSeries.NamedStats::name)
        .containsExactlyInAnyOrder("up to 100 tokens", "up to 1600 tokens");
  }

  @Test
  void groupsNamesBeyondTheLimitAsOther() {
    for (int i = 0; i < TurnSeries.MAX_NAMES + 20; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().tenant("tenant " + i).build());
    }

    List<TurnSeries.NamedStats> tenants = monitor.report(Dimension.TENANT, Window.HOUR).groups();

    assertThat(tenants).hasSize(TurnSeries.MAX_NAMES + 1);
    assertThat(statsOf(tenants, TurnSeries.OTHER).turns()).isEqualTo(20);
  }

  @Test
  void expiredNamesMakeRoomForNewOnes() {
    for (int i = 0; i < TurnSeries.MAX_NAMES; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().tenant("tenant " + i).build());
    }
    advanceClock(Duration.ofHours(25));

    monitor.recordTurn(FinishedTurnBuilder.turn().tenant("new").build());

    assertThat(monitor.report(Dimension.TENANT, Window.HOUR).groups())
        .extracting(TurnSeries.NamedStats::name)
        .containsExactly("new");
  }

  @Test
  void goodputIsTheShareThatMeetsEverySlo() {
    monitor.recordTurn(FinishedTurnBuilder.turn().build());
    monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(3_500).build());
    monitor.recordTurn(FinishedTurnBuilder.turn().generation(40_000).build());
    monitor.recordTurn(FinishedTurnBuilder.turn().outcome(Outcome.FAILED).build());
    monitor.recordTurn(FinishedTurnBuilder.turn().outcome(Outcome.CANCELLED).build());

    assertThat(monitor.report(Dimension.MODEL, Window.HOUR).all().goodput()).isEqualTo(0.25);
  }

  @Test
  void turnCancelledAfterTheLimitCountsAsMiss() {
    monitor.recordTurn(
        FinishedTurnBuilder.turn().outcome(Outcome.CANCELLED).modelTtft(2_000).build());
    monitor.recordTurn(
        FinishedTurnBuilder.turn().outcome(Outcome.CANCELLED).modelTtft(4_000).build());

    WindowStats.SloCount ttft =
        monitor.report(Dimension.MODEL, Window.HOUR).all().sloCount("ttft@all");
    assertThat(ttft).isEqualTo(new WindowStats.SloCount(1, 0));
  }

  @Test
  void restoresSnapshotAfterRestart() throws IOException {
    monitor.recordTurn(FinishedTurnBuilder.turn().build());
    advanceClock(Duration.ofMinutes(20));
    monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(5_000).build());
    byte[] snapshot = monitor.snapshot();
    advanceClock(Duration.ofMinutes(5));

    Monitor next = new Monitor(Slos.DEFAULTS, () -> now);
    next.restore(snapshot);

    assertThat(next.report(Dimension.MODEL, Window.TEN_MINUTES).all().turns()).isEqualTo(1);
    Monitor.Percentiles day = next.report(Dimension.MODEL, Window.DAY);
    assertThat(day.all().turns()).isEqualTo(2);
    assertThat(statsOf(day.groups(), "sonnet").measures())
        .isEqualTo(monitor.report(Dimension.MODEL, Window.DAY).all().measures());
    assertThat(day.all().sloCount("ttft@all")).isEqualTo(new WindowStats.SloCount(2, 1));
  }

  @Test
  void unreadableSnapshotChangesNothing() {
    monitor.recordTurn(FinishedTurnBuilder.turn().build());

    assertThatThrownBy(() -> monitor.restore(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);

    assertThat(turnsIn(Window.DAY)).isEqualTo(1);
  }

  @Test
  void returnsHistoryBySlice() {
    monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(500).build());
    advanceClock(Duration.ofHours(2));
    monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(900).build());

    List<TurnSeries.Point> points = monitor.history(Dimension.MODEL, "sonnet", Window.DAY);

    assertThat(points).hasSize(2);
    assertThat(points.getLast().startMs() - points.getFirst().startMs())
        .isEqualTo(Duration.ofHours(2).toMillis());
    assertThat(p50(points.getFirst().stats(), Measure.TTFT)).isCloseTo(500, withPercentage(1));
    assertThat(p50(points.getLast().stats(), Measure.TTFT)).isCloseTo(900, withPercentage(1));
  }

  @Test
  void evictsTheOldestTurns() {
    for (int i = 0; i < 150; i++) {
      monitor.recordTurn(
          FinishedTurnBuilder.turn().id("turn_of_many_" + i).endedAtMs(now.toEpochMilli()).build());
    }

    assertThat(monitor.turns(Window.HOUR)).hasSize(100);
    assertThat(monitor.turn("turn_of_many_49")).isEmpty();
    assertThat(monitor.turn("turn_of_many_50")).isPresent();
  }

  @Test
  void joinsVitalsToTheirTurn() {
    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());

    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(vitals(900));
    assertThat(firstTextCount()).isEqualTo(1);
  }

  @Test
  void keepsEarlyVitalsUntilTheTurnEnds() {
    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));
    assertThat(firstTextCount()).isZero();

    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(vitals(900));
    assertThat(firstTextCount()).isEqualTo(1);
  }

  @Test
  void ignoresVitalsFromAnotherUser() {
    monitor.recordVitals("acme", "eve", "turn_a", vitals(1));
    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());
    monitor.recordVitals("other", "ada", "turn_a", vitals(1));

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isNull();
    assertThat(firstTextCount()).isZero();
  }

  @Test
  void keepsEarlyVitalsOfATurnThatOthersReportFirst() {
    monitor.recordVitals("acme", "eve", "turn_a", vitals(1));
    monitor.recordVitals("other", "ada", "turn_a", vitals(2));
    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));

    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(vitals(900));
  }

  @Test
  void keepsEarlyVitalsWhileAnotherTenantReportsThousandsOfTurns() {
    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));
    for (int i = 0; i < 2 * Monitor.MAX_TURNS; i++) {
      monitor.recordVitals("other", "eve" + i % 7, "turn_x" + i, vitals(1));
    }

    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(vitals(900));
  }

  @Test
  void countsVitalsOnce() {
    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());

    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));
    monitor.recordVitals("acme", "ada", "turn_a", vitals(100));

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(vitals(900));
    assertThat(firstTextCount()).isEqualTo(1);
  }

  @Test
  void reloadedPageIsNotAbandoned() {
    monitor.recordVitals("acme", "ada", "turn_a", ABANDONED);
    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());
    advanceClock(Duration.ofSeconds(1));

    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));
    monitor.recordVitals("acme", "ada", "turn_a", ABANDONED);

    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(vitals(900));
    advanceClock(Duration.ofSeconds(40));
    assertThat(firstTextCount()).isEqualTo(1);
  }

  @Test
  void countsVitalsOfAbandonedPageAfterReloadGrace() {
    monitor.recordTurn(FinishedTurnBuilder.turn().id("turn_a").build());
    monitor.recordVitals("acme", "ada", "turn_a", ABANDONED);
    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(ABANDONED);
    assertThat(firstTextCount()).isZero();

    advanceClock(Duration.ofSeconds(30));
    assertThat(firstTextCount()).isEqualTo(1);

    monitor.recordVitals("acme", "ada", "turn_a", vitals(900));
    assertThat(monitor.turn("turn_a").orElseThrow().vitals()).isEqualTo(ABANDONED);
    assertThat(firstTextCount()).isEqualTo(1);
  }

  private static Vitals vitals(double firstTextMs) {
    return new Vitals(10.0, 60.0, firstTextMs, 400.0, 1_900.0, false, 0);
  }

  private long firstTextCount() {
    var sketch =
        monitor.report(Dimension.KIND, Window.MINUTE).all().measures().get(Measure.SEEN_FIRST_TEXT);
    return sketch == null ? 0 : sketch.count();
  }

  private int turnsIn(Window window) {
    return monitor.report(Dimension.MODEL, window).all().turns();
  }

  private static WindowStats statsOf(List<TurnSeries.NamedStats> groups, String name) {
    return groups.stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow()
        .stats();
  }

  private static double p50(WindowStats stats, String measure) {
    return Objects.requireNonNull(stats.measures().get(measure)).quantile(0.5);
  }

  private void advanceClock(Duration time) {
    now = now.plus(time);
  }
}
