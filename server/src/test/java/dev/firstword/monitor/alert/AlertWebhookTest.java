package dev.firstword.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.TestTurns;
import dev.firstword.monitor.alert.AlertWebhook.Patience;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.system.WebhookReceiver;
import dev.firstword.system.WebhookReceiver.Received;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Alerts by webhook, to a real receiver. */
final class AlertWebhookTest {

  /** A level that all turns miss is a page and a ticket. */
  private static final int BOTH_SEVERITIES = 2;

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Patience PATIENT = new Patience(Duration.ofMillis(5), LONG);
  private static final Patience IMPATIENT =
      new Patience(Duration.ofMillis(5), Duration.ofMillis(50));

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final Monitor monitor = new Monitor(ServiceLevels.DEFAULTS, () -> now);
  private final Alerts alerts = new Alerts(ServiceLevels.DEFAULTS, monitor::newest, () -> now);

  @Test
  void tellsThatALevelIsBrokenAndThatItIsKeptAgain() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.content();
        AlertWebhook webhook = webhook(receiver, WebhookReceiver.SECRET, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      receiver.await(BOTH_SEVERITIES);
      keepLevel();
      receiver.await(2 * BOTH_SEVERITIES);

      List<Received> received = receiver.received();
      assertThat(received)
          .extracting(each -> json(each).path("data").path("severity").asText())
          .containsExactly("page", "ticket", "page", "ticket");
      JsonNode fired = json(received.getFirst());
      assertThat(fired.path("type").asText()).isEqualTo("alert.fired");
      assertThat(fired.path("data").path("level").asText()).isEqualTo("ttft");
      assertThat(fired.path("data").path("turns").asInt()).isEqualTo(ServiceLevel.LEAST_TURNS);
      assertThat(fired.path("text").asText()).contains("ttft (all) is broken", "3000 ms");
      JsonNode ended = json(received.getLast());
      assertThat(ended.path("type").asText()).isEqualTo("alert.ended");
      assertThat(ended.path("data").has("ended_at")).isTrue();
      for (Received each : received) {
        each.verify();
      }
    }
  }

  @Test
  void isNotSignedWithoutASecret() {
    try (WebhookReceiver receiver = WebhookReceiver.content();
        AlertWebhook webhook = webhook(receiver, null, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();

      assertThat(receiver.await(1).headers()).doesNotContainKey("Webhook-signature");
    }
  }

  @Test
  void triesAgainWithTheSameIdUntilItIsTaken() {
    try (WebhookReceiver receiver = new WebhookReceiver(attempt -> attempt < 2 ? 503 : 200);
        AlertWebhook webhook = webhook(receiver, null, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      receiver.await(2 + BOTH_SEVERITIES);
      keepLevel();
      Received last = receiver.await(2 + 2 * BOTH_SEVERITIES);

      String first = receiver.received().getFirst().id();
      assertThat(receiver.received().subList(0, 3))
          .extracting(Received::id)
          .containsExactly(first, first, first);
      assertThat(receiver.received().get(3).id()).isNotEqualTo(first);
      assertThat(json(last).path("type").asText()).isEqualTo("alert.ended");
    }
  }

  @Test
  void givesUpAfterAWhileAndGoesOnWithTheNext() {
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> 500);
        AlertWebhook webhook = webhook(receiver, null, IMPATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      keepLevel();

      await()
          .atMost(LONG)
          .until(() ->
              receiver.received().stream()
                  .anyMatch(each -> json(each).path("type").asText().equals("alert.ended")));
    }
  }

  @Test
  void nobodyWaitsForAReceiverThatNeverAnswers() {
    CountDownLatch held = new CountDownLatch(1);
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> heldBy(held));
        AlertWebhook webhook = webhook(receiver, null, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      Alert alert = alerts.all().getFirst();
      for (int i = 0; i < AlertWebhook.LONGEST_QUEUE + 10; i++) {
        webhook.changed(alert);
      }

      assertThat(receiver.received()).isEmpty();
      held.countDown();
    }
  }

  private static int heldBy(CountDownLatch held) {
    try {
      held.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 200;
  }

  private static JsonNode json(Received received) {
    try {
      return new JsonMapper().readTree(received.body());
    } catch (IOException e) {
      throw new AssertionError(received.body(), e);
    }
  }

  private void breakLevel() {
    for (int i = 0; i < ServiceLevel.LEAST_TURNS; i++) {
      monitor.ended(TestTurns.turn().modelTtft(20_000).done());
    }
    alerts.look();
  }

  /** Two hours later nothing is left of it. */
  private void keepLevel() {
    now = now.plus(Duration.ofHours(2));
    alerts.look();
  }

  private static AlertWebhook webhook(
      WebhookReceiver receiver, @Nullable String secret, Patience patience) {
    return new AlertWebhook(
        new AlertReceiver(URI.create(receiver.url()), secret), InstantSource.system(), patience);
  }
}
