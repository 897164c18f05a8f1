package dev.firstword.operations.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.core.webhook.WebhookSender.Delivery;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import dev.firstword.relay.time.ManualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The times at which an alert is sent to a receiver that fails. */
final class AlertRetryTest {

  private static final int SERVER_ERROR = 503;
  private static final int OK = 200;

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Monitor monitor = new Monitor(Slos.DEFAULTS, scheduler.clock());
  private final AlertEvaluator evaluator =
      new AlertEvaluator(Slos.DEFAULTS, monitor::recentStats, scheduler);
  private final List<Attempt> attempts = new ArrayList<>();
  private int status = SERVER_ERROR;

  private record Attempt(String id, long atNanos) {}

  private final WebhookSender sender =
      (_, id, _) -> {
        attempts.add(new Attempt(id, scheduler.clock().nanoTime()));
        return new Delivery.Responded(status, null);
      };

  @Test
  void retriesSoonAtFirstAndAtLeastEveryHalfMinute() {
    try (AlertWebhook webhook = webhook()) {
      webhook.onAlertChanged(alert());

      scheduler.advance(Duration.ofMinutes(5));

      assertThat(attempts).extracting(Attempt::id).containsOnly(attempts.getFirst().id());
      List<Duration> expected = new ArrayList<>();
      for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30}) {
        expected.add(Duration.ofSeconds(seconds));
      }
      assertThat(delays()).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        Duration delay = expected.get(i);
        assertThat(delays().get(i)).isBetween(delay, delay.plus(delay.dividedBy(10)));
      }
    }
  }

  @Test
  void reachesAReceiverSoonAfterItRecovers() {
    try (AlertWebhook webhook = webhook()) {
      webhook.onAlertChanged(alert());
      scheduler.advance(Duration.ofSeconds(10));
      int failed = attempts.size();

      status = OK;
      scheduler.advance(Duration.ofSeconds(10));

      assertThat(attempts).hasSize(failed + 1);
    }
  }

  @Test
  void givesUpAfterFiveMinutes() {
    try (AlertWebhook webhook = webhook()) {
      webhook.onAlertChanged(alert());
      scheduler.advance(Duration.ofMinutes(5));
      int failed = attempts.size();

      scheduler.advance(Duration.ofHours(1));

      assertThat(attempts).hasSize(failed);
    }
  }

  private List<Duration> delays() {
    List<Duration> delays = new ArrayList<>();
    for (int i = 1; i < attempts.size(); i++) {
      delays.add(Duration.ofNanos(attempts.get(i).atNanos() - attempts.get(i - 1).atNanos()));
    }
    return delays;
  }

  private Alert alert() {
    for (int i = 0; i < Slo.MIN_TURNS; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(20_000).build());
    }
    evaluator.evaluate();
    return evaluator.all().getFirst();
  }

  private AlertWebhook webhook() {
    return new AlertWebhook(
        new AlertReceiver(URI.create("https://alerts.example"), null), sender, scheduler);
  }
}
