package dev.firstword.operations.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.adapters.webhook.HttpWebhookSender;
import dev.firstword.adapters.webhook.StandardWebhookSigner;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.ManualScheduler;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.system.WebhookReceiver;
import dev.firstword.system.WebhookReceiver.ReceivedWebhook;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sends alerts by webhook to a real receiver. */
final class AlertWebhookTest {

  /** An SLO that every turn misses raises a page and a ticket. */
  private static final int BOTH_SEVERITIES = 2;

  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final WebhookRetrySchedule LONG_RETRY = retries(1000);
  private static final WebhookRetrySchedule SHORT_RETRY = retries(5);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Monitor monitor = new Monitor(Slos.DEFAULTS, scheduler.clock());
  private final AlertEvaluator evaluator =
      new AlertEvaluator(Slos.DEFAULTS, monitor::recentStats, scheduler);

  @Test
  void sendsFiredAndEndedAlerts() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.accepting();
        AlertWebhook webhook = webhook(receiver, WebhookReceiver.SECRET, LONG_RETRY)) {
      evaluator.addListener(webhook);

      breachSlo();
      scheduler.runDue();
      recoverSlo();
      scheduler.runDue();

      List<ReceivedWebhook> received = receiver.received();
      assertThat(received)
          .extracting(each -> json(each).path("data").path("severity").asText())
          .containsExactly("page", "ticket", "page", "ticket");
      JsonNode fired = json(received.getFirst());
      assertThat(fired.path("type").asText()).isEqualTo("alert.fired");
      assertThat(fired.path("data").path("level").asText()).isEqualTo("ttft");
      assertThat(fired.path("data").path("turns").asInt()).isEqualTo(Slo.MIN_TURNS);
      assertThat(fired.path("text").asText()).contains("ttft (all) is broken", "3000 ms");
      JsonNode ended = json(received.getLast());
      assertThat(ended.path("type").asText()).isEqualTo("alert.ended");
      assertThat(ended.path("data").has("ended_at")).isTrue();
      for (ReceivedWebhook each : received) {
        each.verify();
      }
    }
  }

  @Test
  void isUnsignedWithoutSecret() {
    try (WebhookReceiver receiver = WebhookReceiver.accepting();
        AlertWebhook webhook = webhook(receiver, null, LONG_RETRY)) {
      evaluator.addListener(webhook);

      breachSlo();

      scheduler.runDue();
      assertThat(receiver.received().getFirst().headers()).doesNotContainKey("Webhook-signature");
    }
  }

  @Test
  void retriesWithTheSameIdUntilAccepted() {
    try (WebhookReceiver receiver = new WebhookReceiver(attempt -> attempt < 2 ? 503 : 200);
        AlertWebhook webhook = webhook(receiver, null, LONG_RETRY)) {
      evaluator.addListener(webhook);

      breachSlo();
      scheduler.runDue();
      assertThat(receiver.received()).hasSize(1);
      scheduler.advance(DELAY);
      assertThat(receiver.received()).hasSize(2);
      scheduler.advance(DELAY);
      assertThat(receiver.received()).hasSize(2 + BOTH_SEVERITIES);
      recoverSlo();
      scheduler.runDue();
      ReceivedWebhook last = receiver.received().getLast();

      String first = receiver.received().getFirst().id();
      assertThat(receiver.received().subList(0, 3))
          .extracting(ReceivedWebhook::id)
          .containsExactly(first, first, first);
      assertThat(receiver.received().get(3).id()).isNotEqualTo(first);
      assertThat(json(last).path("type").asText()).isEqualTo("alert.ended");
    }
  }

  @Test
  void givesUpAfterTimeoutAndSendsTheNext() {
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> 500);
        AlertWebhook webhook = webhook(receiver, null, SHORT_RETRY)) {
      evaluator.addListener(webhook);

      breachSlo();
      recoverSlo();

      scheduler.advance(DELAY.multipliedBy(100));

      assertThat(receiver.received())
          .extracting(each -> json(each).path("type").asText())
          .contains("alert.fired", "alert.ended");
      assertThat(receiver.received().stream().map(ReceivedWebhook::id).distinct()).hasSize(4);
    }
  }

  @Test
  void givesUpAtOnceWhenTheReceiverIsGone() {
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> 410);
        AlertWebhook webhook = webhook(receiver, null, LONG_RETRY)) {
      evaluator.addListener(webhook);

      breachSlo();
      scheduler.advance(DELAY);

      assertThat(receiver.received())
          .extracting(ReceivedWebhook::id)
          .hasSize(BOTH_SEVERITIES)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void unresponsiveReceiverBlocksNoCaller() {
    CountDownLatch released = new CountDownLatch(1);
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> awaitRelease(released));
        AlertWebhook webhook = webhook(receiver, null, LONG_RETRY, TaskScheduler.system())) {
      evaluator.addListener(webhook);

      breachSlo();
      Alert alert = evaluator.all().getFirst();
      for (int i = 0; i < AlertWebhook.QUEUE_CAPACITY + 10; i++) {
        webhook.onAlertChanged(alert);
      }

      assertThat(receiver.received()).isEmpty();
      released.countDown();
    }
  }

  private static WebhookRetrySchedule retries(int count) {
    return new WebhookRetrySchedule(Collections.nCopies(count, DELAY), () -> 0);
  }

  private static int awaitRelease(CountDownLatch released) {
    try {
      released.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 200;
  }

  private static JsonNode json(ReceivedWebhook received) {
    try {
      return new JsonMapper().readTree(received.body());
    } catch (IOException e) {
      throw new AssertionError(received.body(), e);
    }
  }

  private void breachSlo() {
    for (int i = 0; i < Slo.MIN_TURNS; i++) {
      monitor.recordTurn(FinishedTurnBuilder.turn().modelTtft(20_000).build());
    }
    evaluator.evaluate();
  }

  /** After two hours no window of the rules contains the misses any more. */
  private void recoverSlo() {
    scheduler.clock().advance(Duration.ofHours(2));
    evaluator.evaluate();
  }

  private AlertWebhook webhook(
      WebhookReceiver receiver, @Nullable String secret, WebhookRetrySchedule schedule) {
    return webhook(receiver, secret, schedule, scheduler);
  }

  private static AlertWebhook webhook(
      WebhookReceiver receiver,
      @Nullable String secret,
      WebhookRetrySchedule schedule,
      TaskScheduler scheduler) {
    return new AlertWebhook(
        new AlertReceiver(URI.create(receiver.url()), secret),
        HttpWebhookSender.unguarded(
            secret == null ? null : new StandardWebhookSigner(secret), Clock.system()),
        schedule,
        scheduler);
  }
}
