package dev.firstword.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.monitor.Measure;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.TestTurns;
import dev.firstword.monitor.alert.Alert.Severity;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevel.Scope;
import dev.firstword.monitor.level.ServiceLevels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlertsTest {

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final ServiceLevels levels =
      new ServiceLevels(
          List.of(
              ServiceLevels.DEFAULTS.all().getFirst(),
              ServiceLevels.DEFAULTS.all().getLast(),
              new ServiceLevel("ttft", new Scope.OfTenant("vip"), Measure.TTFT, 0.95, 500)));
  private final Monitor monitor = new Monitor(levels, () -> now);
  private final Alerts alerts = new Alerts(levels, monitor::newest, () -> now);

  @Test
  void firesWithinAMinuteOfALevelBeingBrokenAndClearsAfter() {
    seconds(600, 700);
    assertThat(alerts.all()).isEmpty();

    int untilFired = secondsUntil(true, 5_000);
    assertThat(untilFired).isLessThanOrEqualTo(60);
    assertThat(pages())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.level().name()).isEqualTo("ttft");
          assertThat(alert.turns()).isGreaterThanOrEqualTo(ServiceLevel.LEAST_TURNS);
        });

    int untilClear = secondsUntil(false, 700);
    assertThat(untilClear).isLessThanOrEqualTo(120);
    assertThat(alerts.all()).filteredOn(alert -> !alert.isFiring()).hasSize(1);
  }

  @Test
  void neverFiresOnFewTurns() {
    for (int i = 0; i < ServiceLevel.LEAST_TURNS - 1; i++) {
      monitor.ended(TestTurns.turn().modelTtft(20_000).done());
      alerts.look();
      assertThat(alerts.all()).isEmpty();
    }

    monitor.ended(TestTurns.turn().modelTtft(20_000).done());
    alerts.look();

    assertThat(pages()).isNotEmpty();
  }

  @Test
  void staysSilentWhileTheLevelIsKept() {
    for (int i = 0; i < 1_000; i++) {
      monitor.ended(TestTurns.turn().modelTtft(i % 25 == 0 ? 5_000 : 700).done());
      pass(Duration.ofSeconds(1));
      alerts.look();
    }

    assertThat(alerts.all()).isEmpty();
  }

  @Test
  void aSlowBurnIsATicket() {
    for (int i = 0; i < 3_000; i++) {
      monitor.ended(TestTurns.turn().modelTtft(i % 13 == 0 ? 5_000 : 700).done());
      pass(Duration.ofSeconds(1));
      alerts.look();
    }

    assertThat(alerts.all()).extracting(Alert::severity).containsOnly(Severity.TICKET);
  }

  @Test
  void aTenantWithALevelOfItsOwnIsHeldToThat() {
    for (int i = 0; i < 40; i++) {
      monitor.ended(TestTurns.turn().tenant("vip").modelTtft(700).done());
      monitor.ended(TestTurns.turn().modelTtft(700).done());
    }
    alerts.look();

    assertThat(pages())
        .singleElement()
        .satisfies(alert -> assertThat(alert.level().scope().wireName()).isEqualTo("tenant:vip"));
  }

  private void seconds(int count, long modelTtftMs) {
    for (int i = 0; i < count; i++) {
      monitor.ended(TestTurns.turn().modelTtft(modelTtftMs).done());
      pass(Duration.ofSeconds(1));
      alerts.look();
    }
  }

  private int secondsUntil(boolean fires, long modelTtftMs) {
    for (int second = 1; second <= 600; second++) {
      seconds(1, modelTtftMs);
      if (pages().isEmpty() != fires) {
        return second;
      }
    }
    throw new AssertionError("not within ten minutes");
  }

  private List<Alert> pages() {
    List<Alert> pages = new ArrayList<>(alerts.all());
    pages.removeIf(alert -> !alert.isFiring() || alert.severity() != Severity.PAGE);
    return pages;
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
