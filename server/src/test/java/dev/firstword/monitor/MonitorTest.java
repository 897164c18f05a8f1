package dev.firstword.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.monitor.series.Dimension;
import dev.firstword.monitor.series.Series;
import dev.firstword.monitor.series.Tally;
import dev.firstword.monitor.series.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MonitorTest {

  private static final Vitals LEFT = new Vitals(10.0, 60.0, 700.0, 400.0, null, true, 0);

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final Monitor monitor = new Monitor(ServiceLevels.DEFAULTS, () -> now, 100);

  @Test
  void countsTurnsTogetherAndSaysWhenManyWait() {
    List<FinishedTurn> heard = new ArrayList<>();
    monitor.listen(
        new Monitor.Listener() {
          @Override
          public void ended(FinishedTurn turn) {
            heard.add(turn);
          }

          @Override
          public void seen(Vitals seen, FinishedTurn turn) {}
        });

    for (int i = 1; i < 256; i++) {
      assertThat(monitor.ended(TestTurns.turn().done())).isFalse();
    }
    assertThat(monitor.ended(TestTurns.turn().done())).isTrue();
    assertThat(heard).isEmpty();
    monitor.settle();

    assertThat(heard).hasSize(256);
    assertThat(monitor.ended(TestTurns.turn().done())).isFalse();
    assertThat(monitor.report(Dimension.MODEL, Window.DAY).all().turns()).isEqualTo(257);
  }

  @Test
  void countsATurnInEveryWindowUntilThatIsOver() {
    monitor.ended(TestTurns.turn().done());

    assertThat(turnsIn(Window.MINUTE)).isEqualTo(1);
    pass(Duration.ofMinutes(1));
    assertThat(turnsIn(Window.MINUTE)).isZero();
    assertThat(turnsIn(Window.TEN_MINUTES)).isEqualTo(1);
    pass(Duration.ofMinutes(10));
    assertThat(turnsIn(Window.TEN_MINUTES)).isZero();
    assertThat(turnsIn(Window.HOUR)).isEqualTo(1);
    pass(Duration.ofHours(1));
    assertThat(turnsIn(Window.HOUR)).isZero();
    assertThat(turnsIn(Window.DAY)).isEqualTo(1);
    pass(Duration.ofHours(24));
    assertThat(turnsIn(Window.DAY)).isZero();
  }

  @Test
  void tellsModelsApartByTheirPercentiles() {
    for (int i = 0; i < 10; i++) {
      monitor.ended(TestTurns.turn().model("quick").modelTtft(200).done());
      monitor.ended(TestTurns.turn().model("slow").modelTtft(3_000).done());
    }

    List<Series.Named> models = monitor.report(Dimension.MODEL, Window.TEN_MINUTES).groups();

    assertThat(models).extracting(Series.Named::name).containsExactlyInAnyOrder("quick", "slow");
    assertThat(p50(named(models, "quick"), Measure.TTFT)).isCloseTo(200, withPercentage(1));
    assertThat(p50(named(models, "slow"), Measure.TTFT)).isCloseTo(3_000, withPercentage(1));
  }

  @Test
  void aLongAnswerIsNotASlowModel() {
    monitor.ended(TestTurns.turn().usage(200, 1_000, 0, 0).generation(10_000).done());
    monitor.ended(TestTurns.turn().usage(200, 100, 0, 0).generation(1_000).done());

    List<Series.Named> lengths = monitor.report(Dimension.LENGTH, Window.HOUR).groups();

    for (Series.Named length : lengths) {
      assertThat(p50(length.tally(), Measure.TOKENS_PER_SECOND)).isCloseTo(100, withPercentage(2));
    }
    assertThat(lengths)
        .extracting(Series.Named::name)
        .containsExactlyInAnyOrder("up to 100 tokens", "up to 1600 tokens");
  }

  @Test
  void namesBeyondTheBoundAreOthers() {
    for (int i = 0; i < Series.MOST_NAMES + 20; i++) {
      monitor.ended(TestTurns.turn().tenant("tenant " + i).done());
    }

    List<Series.Named> tenants = monitor.report(Dimension.TENANT, Window.HOUR).groups();

    assertThat(tenants).hasSize(Series.MOST_NAMES + 1);
    assertThat(named(tenants, Series.OTHER).turns()).isEqualTo(20);
  }

  @Test
  void namesThatAreOverMakeRoomForNewOnes() {
    for (int i = 0; i < Series.MOST_NAMES; i++) {
      monitor.ended(TestTurns.turn().tenant("tenant " + i).done());
    }
    pass(Duration.ofHours(25));

    monitor.ended(TestTurns.turn().tenant("new").done());

    assertThat(monitor.report(Dimension.TENANT, Window.HOUR).groups())
        .extracting(Series.Named::name)
        .containsExactly("new");
  }

  @Test
  void goodputIsTheShareThatMeetsEveryLevel() {
    monitor.ended(TestTurns.turn().done());
    monitor.ended(TestTurns.turn().modelTtft(3_500).done());
    monitor.ended(TestTurns.turn().generation(40_000).done());
    monitor.ended(TestTurns.turn().outcome(Outcome.FAILED).done());
    monitor.ended(TestTurns.turn().outcome(Outcome.CANCELLED).done());

    assertThat(monitor.report(Dimension.MODEL, Window.HOUR).all().goodput()).isEqualTo(0.25);
  }

  @Test
  void aTurnThatWasStoppedAfterTheLimitHasMissedIt() {
    monitor.ended(TestTurns.turn().outcome(Outcome.CANCELLED).modelTtft(2_000).done());
    monitor.ended(TestTurns.turn().outcome(Outcome.CANCELLED).modelTtft(4_000).done());

    Tally.Kept ttft = monitor.report(Dimension.MODEL, Window.HOUR).all().kept("ttft@all");
    assertThat(ttft).isEqualTo(new Tally.Kept(1, 0));
  }

  @Test
  void goesOnAfterARestart() throws IOException {
    monitor.ended(TestTurns.turn().done());
    pass(Duration.ofMinutes(20));
    monitor.ended(TestTurns.turn().modelTtft(5_000).done());
    byte[] snapshot = monitor.snapshot();
    pass(Duration.ofMinutes(5));

    Monitor next = new Monitor(ServiceLevels.DEFAULTS, () -> now);
    next.resume(snapshot);

    assertThat(next.report(Dimension.MODEL, Window.TEN_MINUTES).all().turns()).isEqualTo(1);
    Monitor.Percentiles day = next.report(Dimension.MODEL, Window.DAY);
    assertThat(day.all().turns()).isEqualTo(2);
    assertThat(named(day.groups(), "sonnet").measures())
        .isEqualTo(monitor.report(Dimension.MODEL, Window.DAY).all().measures());
    assertThat(day.all().kept("ttft@all")).isEqualTo(new Tally.Kept(2, 1));
  }

  @Test
  void whatCannotBeReadChangesNothing() {
    monitor.ended(TestTurns.turn().done());

    assertThatThrownBy(() -> monitor.resume(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);

    assertThat(turnsIn(Window.DAY)).isEqualTo(1);
  }

  @Test
  void showsAWindowSliceBySlice() {
    monitor.ended(TestTurns.turn().modelTtft(500).done());
    pass(Duration.ofHours(2));
    monitor.ended(TestTurns.turn().modelTtft(900).done());

    List<Series.Point> points = monitor.history(Dimension.MODEL, "sonnet", Window.DAY);

    assertThat(points).hasSize(2);
    assertThat(points.getLast().startMs() - points.getFirst().startMs())
        .isEqualTo(Duration.ofHours(2).toMillis());
    assertThat(p50(points.getFirst().tally(), Measure.TTFT)).isCloseTo(500, withPercentage(1));
    assertThat(p50(points.getLast().tally(), Measure.TTFT)).isCloseTo(900, withPercentage(1));
  }

  @Test
  void keepsNoMoreTurnsThanItMay() {
    for (int i = 0; i < 150; i++) {
      monitor.ended(TestTurns.turn().id("turn_of_many_" + i).endedAtMs(now.toEpochMilli()).done());
    }

    assertThat(monitor.turns(Window.HOUR)).hasSize(100);
    assertThat(monitor.turn("turn_of_many_49")).isEmpty();
    assertThat(monitor.turn("turn_of_many_50")).isPresent();
  }

  @Test
  void joinsWhatWasSeenToItsTurn() {
    monitor.ended(TestTurns.turn().id("turn_a").done());

    monitor.seen("acme", "ada", "turn_a", seen(900));

    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isEqualTo(seen(900));
    assertThat(seenFirstTexts()).isEqualTo(1);
  }

  @Test
  void whatIsSeenBeforeTheTurnEndsWaitsForIt() {
    monitor.seen("acme", "ada", "turn_a", seen(900));
    assertThat(seenFirstTexts()).isZero();

    monitor.ended(TestTurns.turn().id("turn_a").done());

    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isEqualTo(seen(900));
    assertThat(seenFirstTexts()).isEqualTo(1);
  }

  @Test
  void nobodyTellsOfAnothersTurn() {
    monitor.seen("acme", "eve", "turn_a", seen(1));
    monitor.ended(TestTurns.turn().id("turn_a").done());
    monitor.seen("other", "ada", "turn_a", seen(1));

    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isNull();
    assertThat(seenFirstTexts()).isZero();
  }

  @Test
  void aTurnIsToldOfOnce() {
    monitor.ended(TestTurns.turn().id("turn_a").done());

    monitor.seen("acme", "ada", "turn_a", seen(900));
    monitor.seen("acme", "ada", "turn_a", seen(100));

    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isEqualTo(seen(900));
    assertThat(seenFirstTexts()).isEqualTo(1);
  }

  @Test
  void aPageThatWasReloadedWasNotLeft() {
    monitor.seen("acme", "ada", "turn_a", LEFT);
    monitor.ended(TestTurns.turn().id("turn_a").done());
    pass(Duration.ofSeconds(1));

    monitor.seen("acme", "ada", "turn_a", seen(900));
    monitor.seen("acme", "ada", "turn_a", LEFT);

    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isEqualTo(seen(900));
    pass(Duration.ofSeconds(40));
    assertThat(seenFirstTexts()).isEqualTo(1);
  }

  @Test
  void whatWasSeenOfATurnThatWasLeftCountsOnceThePageHasNotComeBack() {
    monitor.ended(TestTurns.turn().id("turn_a").done());
    monitor.seen("acme", "ada", "turn_a", LEFT);
    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isEqualTo(LEFT);
    assertThat(seenFirstTexts()).isZero();

    pass(Duration.ofSeconds(30));
    assertThat(seenFirstTexts()).isEqualTo(1);

    monitor.seen("acme", "ada", "turn_a", seen(900));
    assertThat(monitor.turn("turn_a").orElseThrow().seen()).isEqualTo(LEFT);
    assertThat(seenFirstTexts()).isEqualTo(1);
  }

  private static Vitals seen(double firstTextMs) {
    return new Vitals(10.0, 60.0, firstTextMs, 400.0, 1_900.0, false, 0);
  }

  private long seenFirstTexts() {
    var sketch =
        monitor.report(Dimension.KIND, Window.MINUTE).all().measures().get(Measure.SEEN_FIRST_TEXT);
    return sketch == null ? 0 : sketch.count();
  }

  private int turnsIn(Window window) {
    return monitor.report(Dimension.MODEL, window).all().turns();
  }

  private static Tally named(List<Series.Named> groups, String name) {
    return groups.stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow()
        .tally();
  }

  private static double p50(Tally tally, String measure) {
    return Objects.requireNonNull(tally.measures().get(measure)).quantile(0.5);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
