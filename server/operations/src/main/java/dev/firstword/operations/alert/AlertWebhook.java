package dev.firstword.operations.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a webhook when an alert fires and when it ends, in order. Failed deliveries are retried for
 * some minutes and then given up; the console and the log still have the alert.
 */
public final class AlertWebhook implements AlertEvaluator.Listener, AutoCloseable {

  /** More than the SLOs of a server that can break at once. */
  static final int QUEUE_CAPACITY = 256;

  /** After this time an operator has noticed the problem in another way. */
  static final Duration RETRY_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  static final Duration INITIAL_BACKOFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final MediaType MEDIA_TYPE = MediaType.get("application/json");
  private static final JsonMapper JSON = new JsonMapper();
  private static final Logger log = LoggerFactory.getLogger(AlertWebhook.class);

  private final AlertReceiver receiver;
  private final @Nullable Webhook signer;
  private final Clock clock;
  private final OkHttpClient client;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final BackgroundTask task;
  private @Nullable Delivery current;

  /** An alert being delivered, with its attempts so far. */
  private static final class Delivery {
    final Alert alert;
    final String id;
    final byte[] body;
    final long deadlineNanos;
    Duration backoff = INITIAL_BACKOFF;

    Delivery(Alert alert, String id, byte[] body, long deadlineNanos) {
      this.alert = alert;
      this.id = id;
      this.body = body;
      this.deadlineNanos = deadlineNanos;
    }
  }

  public AlertWebhook(AlertReceiver receiver, TaskScheduler scheduler) {
    this.receiver = receiver;
    this.clock = scheduler.clock();
    signer = receiver.secret() == null ? null : signer(receiver.secret());
    client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .callTimeout(CALL_TIMEOUT)
            .build();
    task =
        scheduler.start(
            TaskOptions.of("alert-webhook", "alerts can't be sent, retrying"), this::deliver);
  }

  private static Webhook signer(String secret) {
    try {
      return new Webhook(secret);
    } catch (com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
      throw new IllegalArgumentException("a webhook's secret must not be empty", e);
    }
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
    Delivery delivery = current == null ? takeNext() : current;
    if (delivery == null) {
      return NextRun.ON_SIGNAL;
    }
    current = delivery;
    String failure = send(delivery.id, delivery.body);
    if (failure == null) {
      current = null;
      return NextRun.NOW;
    }
    Duration backoff = delivery.backoff;
    if (clock.nanoTime() + backoff.toNanos() - delivery.deadlineNanos > 0) {
      log.error(
          "{} could not be notified of {}: {}", receiver, delivery.alert.slo().name(), failure);
      current = null;
      return NextRun.NOW;
    }
    log.debug("retrying {}: {}", receiver, failure);
    Duration doubled = backoff.multipliedBy(2);
    delivery.backoff = doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
    return NextRun.after(backoff);
  }

  private @Nullable Delivery takeNext() {
    Alert alert = queue.poll();
    return alert == null
        ? null
        : new Delivery(
            alert,
            Identifier.create("alert", clock.millis()),
            body(alert),
            clock.nanoTime() + RETRY_TIMEOUT.toNanos());
  }

  /** Makes one attempt. Returns what went wrong, or null on success. */
  private @Nullable String send(String id, byte[] body) {
    Call call = client.newCall(request(id, body));
    try (Response response = call.execute()) {
      return response.isSuccessful() ? null : "it answered " + response.code();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Request request(String id, byte[] body) {
    long now = clock.instant().getEpochSecond();
    Request.Builder request =
        new Request.Builder()
            .url(receiver.uri().toString())
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(now))
            .header("user-agent", "Firstword")
            .post(RequestBody.create(body, MEDIA_TYPE));
    if (signer != null) {
      try {
        String text = new String(body, StandardCharsets.UTF_8);
        request.header("webhook-signature", signer.sign(id, now, text));
      } catch (WebhookSigningException e) {
        throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
      }
    }
    return request.build();
  }

  /** The {@code text} field is where chat tools look for a message. */
  private byte[] body(Alert alert) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", alert.isFiring() ? "alert.fired" : "alert.ended");
    body.put("timestamp", Instant.ofEpochMilli(clock.millis()).toString());
    body.put("text", text(alert));
    AlertJson.describe(body.putObject("data"), alert);
    try {
      return JSON.writeValueAsBytes(body);
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
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
