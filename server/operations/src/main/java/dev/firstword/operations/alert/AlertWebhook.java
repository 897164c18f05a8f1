package dev.firstword.operations.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.core.webhook.WebhookSender.Delivery;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a webhook when an alert fires and when it ends, in order. Failed deliveries are retried for
 * five minutes and then abandoned; the console and the log still show the alert.
 */
public final class AlertWebhook implements AlertEvaluator.Listener, AutoCloseable {

  /** More than the SLOs that one server can violate at the same time. */
  static final int QUEUE_CAPACITY = 256;

  /**
   * The delays before the retries of an alert: doubled up to half a minute, because an alert is
   * urgent. They end within five minutes, when an operator has noticed the problem in another way.
   */
  static final List<Duration> RETRY_DELAYS =
      IntStream.of(1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30)
          .mapToObj(Duration::ofSeconds)
          .toList();

  private static final JsonMapper JSON = new JsonMapper();
  private static final Logger log = LoggerFactory.getLogger(AlertWebhook.class);

  private final AlertReceiver receiver;
  private final WebhookSender sender;
  private final WebhookRetrySchedule schedule;
  private final Clock clock;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final BackgroundTask task;
  private @Nullable Attempts current;

  /** An alert being delivered, and the attempts made so far. */
  private static final class Attempts {
    final Alert alert;
    final String id;
    final String payload;
    int count;

    Attempts(Alert alert, String id, String payload) {
      this.alert = alert;
      this.id = id;
      this.payload = payload;
    }
  }

  /** Creates the webhook, which closes the sender. */
  public AlertWebhook(AlertReceiver receiver, WebhookSender sender, TaskScheduler scheduler) {
    this(receiver, sender, WebhookRetrySchedule.of(RETRY_DELAYS), scheduler);
  }

  AlertWebhook(
      AlertReceiver receiver,
      WebhookSender sender,
      WebhookRetrySchedule schedule,
      TaskScheduler scheduler) {
    this.receiver = receiver;
    this.sender = sender;
    this.schedule = schedule;
    this.clock = scheduler.clock();
    task =
        scheduler.start(
            TaskOptions.of("alert-webhook", "alerts can't be sent, retrying"), this::deliver);
  }

  @Override
  public void onAlertChanged(Alert alert) {
    if (queue.offer(alert)) {
      task.signal();
    } else {
      log.error("{} is not notified of {}: the queue is full", receiver, alert.slo().name());
    }
  }

  /** Makes one attempt to deliver the oldest alert. */
  private NextRun deliver() {
    Attempts attempts = current == null ? takeNext() : current;
    if (attempts == null) {
      return NextRun.ON_SIGNAL;
    }
    current = attempts;
    Delivery delivery = sender.send(receiver.uri().toString(), attempts.id, attempts.payload);
    attempts.count++;
    if (delivery instanceof Delivery.Responded response && response.isAccepted()) {
      current = null;
      return NextRun.NOW;
    }
    Optional<Duration> delay = delayAfter(attempts.count, delivery);
    if (delay.isEmpty()) {
      log.error(
          "{} could not be notified of {}: {}",
          receiver,
          attempts.alert.slo().name(),
          reason(delivery));
      current = null;
      return NextRun.NOW;
    }
    log.debug("retrying {}: {}", receiver, reason(delivery));
    return NextRun.after(delay.get());
  }

  private @Nullable Attempts takeNext() {
    Alert alert = queue.poll();
    return alert == null
        ? null
        : new Attempts(alert, Identifier.create("alert", clock.millis()), payload(alert));
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
    task.cancel(Duration.ZERO);
    sender.close();
  }
}
