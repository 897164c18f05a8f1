package dev.firstword.monitor.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.firstword.protocol.Identifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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
 * Tells somebody by webhook that an alert fires, and that it has ended, in this order. What can't
 * be delivered is tried again for some minutes and then given up; the alert itself stays where the
 * console and the log have it.
 */
public final class AlertWebhook implements Alerts.Listener, AutoCloseable {

  /** More than a server has levels that break at once. */
  static final int LONGEST_QUEUE = 256;

  /** Later than this whoever is on duty has heard of it by other ways. */
  private static final Duration LONGEST_TRYING = Duration.ofMinutes(5);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final MediaType MEDIA_TYPE = MediaType.get("application/json");
  private static final JsonMapper JSON = new JsonMapper();
  private static final Logger log = LoggerFactory.getLogger(AlertWebhook.class);

  private final AlertReceiver receiver;
  private final @Nullable Webhook signer;
  private final InstantSource clock;
  private final Patience patience;
  private final OkHttpClient client;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
  private final Thread thread;

  /**
   * How long it goes on.
   *
   * @param first how long to wait before the second attempt; twice as long before each further one
   * @param trying how long after the alert the last one may begin
   */
  record Patience(Duration first, Duration trying) {}

  public AlertWebhook(AlertReceiver receiver, InstantSource clock) {
    this(receiver, clock, new Patience(FIRST_WAIT, LONGEST_TRYING));
  }

  AlertWebhook(AlertReceiver receiver, InstantSource clock, Patience patience) {
    this.receiver = receiver;
    this.clock = clock;
    this.patience = patience;
    signer = receiver.secret() == null ? null : signer(receiver.secret());
    client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .callTimeout(LONGEST_CALL)
            .build();
    thread = Thread.ofVirtual().name("alert-webhook").start(this::run);
  }

  private static Webhook signer(String secret) {
    try {
      return new Webhook(secret);
    } catch (com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
      throw new IllegalArgumentException("a webhook's secret must not be empty", e);
    }
  }

  @Override
  public void changed(Alert alert) {
    if (!queue.offer(alert)) {
      log.error("{} is not told of {}: too many alerts wait", receiver, alert.level().name());
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
    byte[] body = body(alert);
    long deadline = System.nanoTime() + patience.trying.toNanos();
    Duration wait = patience.first;
    String failure = send(id, body);
    while (failure != null) {
      if (System.nanoTime() + wait.toNanos() > deadline) {
        log.error("{} was not told of {}: {}", receiver, alert.level().name(), failure);
        return;
      }
      log.debug("{} is told again: {}", receiver, failure);
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
      failure = send(id, body);
    }
  }

  /** Sends it once; says what went wrong, if anything did. */
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

  /** With a sentence where chat tools look for one. */
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
    String level = alert.level().name() + " (" + alert.level().scope().wireName() + ")";
    return alert.isFiring()
        ? String.format(
            Locale.ROOT,
            "Service level %s is broken: %.0f times as many turns as promised are over %.0f ms.",
            level,
            alert.burn().slowRate(),
            alert.level().limit())
        : "Service level " + level + " is kept again.";
  }

  @Override
  public void close() {
    thread.interrupt();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
