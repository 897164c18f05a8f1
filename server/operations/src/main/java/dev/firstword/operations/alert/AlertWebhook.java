package dev.firstword.operations.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.core.webhook.WebhookSender.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a webhook when an alert fires and when it ends, in order. Failed deliveries are retried for
 * five minutes and then given up; the console and the log still have the alert.
 */
public final class AlertWebhook implements AlertEvaluator.Listener, AutoCloseable {

  /** More than the SLOs of a server that can break at once. */
  static final int QUEUE_CAPACITY = 256;

  /** After this time an operator has noticed the problem in another way. */
  private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(5);

  private static final JsonMapper JSON = new JsonMapper();
  private static final Logger log = LoggerFactory.getLogger(AlertWebhook.class);

  private final AlertReceiver receiver;
  private final WebhookSender sender;
  private final WebhookRetrySchedule schedule;
  private final InstantSource clock;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final Thread thread;

  /** Creates the webhook, which closes the sender. */
  public AlertWebhook(AlertReceiver receiver, WebhookSender sender, InstantSource clock) {
    this(receiver, sender, WebhookRetrySchedule.standardUpTo(MAX_RETRY_DELAY), clock);
  }

  AlertWebhook(
      AlertReceiver receiver,
      WebhookSender sender,
      WebhookRetrySchedule schedule,
      InstantSource clock) {
    this.receiver = receiver;
    this.sender = sender;
    this.schedule = schedule;
    this.clock = clock;
    thread = Thread.ofVirtual().name("alert-webhook").start(this::run);
  }

  @Override
  public void onAlertChanged(Alert alert) {
    if (!queue.offer(alert)) {
      log.error("{} is not notified of {}: the queue is full", receiver, alert.slo().name());
    }
  }

  private void run() {
    try {
      while (true) {
        deliver(queue.take());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Alert alert) throws InterruptedException {
    String id = Identifier.create("alert", clock.millis());
    String payload = payload(alert);
    for (int attempts = 1; true; attempts++) {
      Delivery delivery = sender.send(receiver.uri().toString(), id, payload);
      if (delivery instanceof Delivery.Responded response && response.isAccepted()) {
        return;
      }
      Optional<Duration> delay = delayAfter(attempts, delivery);
      if (delay.isEmpty()) {
        log.error(
            "{} could not be notified of {}: {}", receiver, alert.slo().name(), reason(delivery));
        return;
      }
      log.debug("retrying {}: {}", receiver, reason(delivery));
      TimeUnit.NANOSECONDS.sleep(delay.get().toNanos());
    }
  }

  private Optional<Duration> delayAfter(int attempts, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Responded response when response.isGone() -> Optional.empty();
      case Delivery.Responded response -> schedule.delayAfter(attempts, response.retryAfter());
      case Delivery.NoResponse _ -> schedule.delayAfter(attempts, null);
    };
  }

  private static String reason(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Responded response -> "it answered " + response.status();
      case Delivery.NoResponse(String reason) -> reason;
    };
  }

  /** The {@code text} field is where chat tools look for a message. */
  private String payload(Alert alert) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", alert.isFiring() ? "alert.fired" : "alert.ended");
    body.put("timestamp", Instant.ofEpochMilli(clock.millis()).toString());
    body.put("text", text(alert));
    AlertJson.describe(body.putObject("data"), alert);
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private static String text(Alert alert) {
    String slo = alert.slo().name() + " (" + alert.slo().scope().wireName() + ")";
    return alert.isFiring()
        ? String.format(
            Locale.ROOT,
            "Service level %s is broken: %.0f times as many turns as promised are over %.0f ms.",
            slo,
            alert.burn().longRate(),
            alert.slo().limit())
        : "Service level " + slo + " is met again.";
  }

  @Override
  public void close() {
    thread.interrupt();
    sender.close();
  }
}
