package dev.firstword.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.TestTurns;
import dev.firstword.monitor.alert.AlertWebhook.Patience;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts by webhook, to a real receiver. */
@SuppressWarnings("NullAway.Init") // the receiver is set by each test
final class AlertWebhookTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** A level that all turns miss is a page and a ticket. */
  private static final int BOTH_SEVERITIES = 2;

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Patience PATIENT = new Patience(Duration.ofMillis(5), LONG);
  private static final Patience IMPATIENT =
      new Patience(Duration.ofMillis(5), Duration.ofMillis(50));

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final Monitor monitor = new Monitor(ServiceLevels.DEFAULTS, () -> now);
  private final Alerts alerts = new Alerts(ServiceLevels.DEFAULTS, monitor::newest, () -> now);
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private HttpServer receiver;

  private record Received(Headers headers, String body) {

    JsonNode json() {
      try {
        return new JsonMapper().readTree(body);
      } catch (IOException e) {
        throw new AssertionError(body, e);
      }
    }
  }

  @AfterEach
  void stop() {
    held.countDown();
    receiver.stop(0);
  }

  @Test
  void tellsThatALevelIsBrokenAndThatItIsKeptAgain() throws Exception {
    listen(_ -> 204, false);
    try (AlertWebhook webhook = webhook(SECRET, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      await().atMost(LONG).until(() -> received.size() == BOTH_SEVERITIES);
      keepLevel();
      await().atMost(LONG).until(() -> received.size() == 2 * BOTH_SEVERITIES);

      assertThat(received)
          .extracting(each -> each.json().path("data").path("severity").asText())
          .containsExactly("page", "ticket", "page", "ticket");
      JsonNode fired = received.getFirst().json();
      assertThat(fired.path("type").asText()).isEqualTo("alert.fired");
      assertThat(fired.path("data").path("level").asText()).isEqualTo("ttft");
      assertThat(fired.path("data").path("turns").asInt()).isEqualTo(ServiceLevel.LEAST_TURNS);
      assertThat(fired.path("text").asText()).contains("ttft (all) is broken", "3000 ms");
      JsonNode ended = received.getLast().json();
      assertThat(ended.path("type").asText()).isEqualTo("alert.ended");
      assertThat(ended.path("data").has("ended_at")).isTrue();
      for (Received each : received) {
        new Webhook(SECRET).verify(each.body, HttpHeaders.of(each.headers, (_, _) -> true));
      }
    }
  }

  @Test
  void isNotSignedWithoutASecret() {
    listen(_ -> 200, false);
    try (AlertWebhook webhook = webhook(null, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      await().atMost(LONG).until(() -> received.size() == BOTH_SEVERITIES);

      assertThat(received.getFirst().headers).doesNotContainKey("Webhook-signature");
    }
  }

  @Test
  void triesAgainWithTheSameIdUntilItIsTaken() {
    listen(attempt -> attempt < 2 ? 503 : 200, false);
    try (AlertWebhook webhook = webhook(null, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      await().atMost(LONG).until(() -> received.size() == 2 + BOTH_SEVERITIES);
      keepLevel();
      await().atMost(LONG).until(() -> received.size() == 2 + 2 * BOTH_SEVERITIES);

      assertThat(received.subList(0, 3))
          .extracting(each -> each.headers.getFirst("webhook-id"))
          .hasSize(3)
          .containsOnly(received.getFirst().headers.getFirst("webhook-id"));
      assertThat(received.getLast().json().path("type").asText()).isEqualTo("alert.ended");
    }
  }

  @Test
  void givesUpAfterAWhileAndGoesOnWithTheNext() {
    listen(_ -> isFired() ? 500 : 200, false);
    try (AlertWebhook webhook = webhook(null, IMPATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      keepLevel();

      await()
          .atMost(LONG)
          .until(() ->
              !received.isEmpty()
                  && received.getLast().json().path("type").asText().equals("alert.ended"));
    }
  }

  @Test
  void nobodyWaitsForAReceiverThatNeverAnswers() {
    listen(_ -> 200, true);
    try (AlertWebhook webhook = webhook(null, PATIENT)) {
      alerts.listen(webhook);

      breakLevel();
      Alert alert = alerts.all().getFirst();
      for (int i = 0; i < 10 * AlertWebhook.LONGEST_QUEUE; i++) {
        webhook.changed(alert);
      }

      assertThat(alerts.all()).isNotEmpty();
      assertThat(received).hasSizeLessThanOrEqualTo(1);
    }
  }

  private boolean isFired() {
    return received.getLast().json().path("type").asText().equals("alert.fired");
  }

  private void breakLevel() {
    for (int i = 0; i < ServiceLevel.LEAST_TURNS; i++) {
      monitor.ended(TestTurns.turn().modelTtft(20_000).done());
    }
    alerts.look();
  }

  /** An hour later nothing is left of it. */
  private void keepLevel() {
    now = now.plus(Duration.ofHours(2));
    alerts.look();
  }

  private AlertWebhook webhook(@Nullable String secret, Patience patience) {
    URI uri = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    return new AlertWebhook(new AlertReceiver(uri, secret), InstantSource.system(), patience);
  }

  private void listen(IntUnaryOperator status, boolean holds) {
    try {
      receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    receiver.createContext("/hook", exchange -> answer(exchange, status, holds));
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.start();
  }

  private void answer(HttpExchange exchange, IntUnaryOperator status, boolean holds)
      throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int attempt = received.size();
      received.add(new Received(exchange.getRequestHeaders(), body));
      if (holds) {
        held.await();
      }
      exchange.sendResponseHeaders(status.applyAsInt(attempt), -1);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
