package dev.firstword.client;

import static dev.firstword.client.ScriptedServer.response;
import static dev.firstword.client.ScriptedServer.silentAfter;
import static dev.firstword.client.ScriptedServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Reading a turn when connections, proxies and servers fail. */
final class TurnReadingTest {

  private static final String START =
      "id: 1\ndata: {\"type\":\"start\",\"turn_id\":\"turn_1\",\"conversation_id\":\"conv_1\","
          + "\"user_message_id\":\"u\",\"assistant_message_id\":\"a\"}\n\n";
  private static final String END =
      "id: 4\ndata: {\"type\":\"done\",\"finish_reason\":\"stop\"}\n\ndata: [DONE]\n\n";
  private static final String PROBLEM = "application/problem+json";
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(4), 4, Duration.ofSeconds(5));

  @Test
  void goesOnAfterTheLastEventWhenTheStreamBreaks() {
    try (ScriptedServer server =
        new ScriptedServer(
            stream(START + text(2, "Hello")), stream(text(2, "Hello") + text(3, " world") + END))) {

      assertThat(ask(server)).isEqualTo("Hello world");

      assertThat(server.requests())
          .containsExactly("POST /api/chat/stream null key", "GET /api/turns/turn_1/stream 2 null");
    }
  }

  @Test
  void dropsHalfAnEvent() {
    try (ScriptedServer server =
        new ScriptedServer(
            stream(START + "id: 2\ndata: {\"type\":\"text\",\"text\":\"Hel"),
            stream(text(2, "Hello") + END))) {

      assertThat(ask(server)).isEqualTo("Hello");
    }
  }

  @Test
  void sendsTheSameKeyAgainUntilTheTurnHasAnId() {
    try (ScriptedServer server =
        new ScriptedServer(
            response(502, "text/html", "Bad gateway", ""),
            response(200, "text/html", "A login page", ""),
            stream(START + text(2, "Hello") + END))) {

      assertThat(ask(server)).isEqualTo("Hello");

      assertThat(server.requests()).hasSize(3).containsOnly("POST /api/chat/stream null key");
    }
  }

  @Test
  void waitsAsLongAsTheServerSays() {
    long started = System.nanoTime();
    try (ScriptedServer server =
        new ScriptedServer(
            response(503, PROBLEM, "{\"code\":\"shutting_down\",\"action\":\"wait\"}", "1"),
            stream(START + text(2, "Hello") + END))) {

      assertThat(ask(server)).isEqualTo("Hello");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void acceptsGapsAndTheEndOfATurnWhoseServerCrashed() {
    try (ScriptedServer server =
        new ScriptedServer(
            stream(START + text(2, "Hello") + text(9, " world")),
            stream(
                "id: 5\ndata: {\"type\":\"error\",\"code\":\"interrupted\",\"message\":\"Sorry\","
                    + "\"action\":\"continue\"}\n\ndata: [DONE]\n\n"))) {

      assertThatThrownBy(() -> ask(server))
          .isInstanceOfSatisfying(
              FirstwordException.class,
              e -> {
                assertThat(e.code()).isEqualTo("interrupted");
                assertThat(e.action()).isEqualTo(Action.CONTINUE);
              });
    }
  }

  @Test
  void endsWhenNothingFollows() {
    try (ScriptedServer server = new ScriptedServer(response(204, "text/plain", "", ""));
        TurnEvents events = client(server).follow("turn_1", TurnOptions.DEFAULTS.withAfter(4))) {

      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void reconnectsWhenNothingArrivesAnyMore() {
    try (ScriptedServer server =
        new ScriptedServer(silentAfter(START + text(2, "Hel")), stream(text(3, "lo") + END))) {

      assertThat(ask(server)).isEqualTo("Hello");
    }
  }

  @Test
  void givesUpAfterConsecutiveFailures() {
    try (ScriptedServer server = new ScriptedServer(stream(START), stream(""))) {

      assertThatThrownBy(() -> ask(server))
          .isInstanceOfSatisfying(
              FirstwordException.class,
              e -> assertThat(e.code()).isEqualTo(FirstwordException.CONNECTION_FAILED));

      assertThat(server.requests()).hasSize(QUICK.maxAttempts());
    }
  }

  @Test
  void readsAnEventThatItDoesNotKnow() {
    try (ScriptedServer server =
            new ScriptedServer(stream(START + "id: 2\ndata: {\"type\":\"hologram\"}\n\n" + END));
        TurnEvents events = client(server).start(TurnRequest.of("Hi"))) {
      List<TurnEvent> all = new ArrayList<>();

      events.forEach(all::add);

      assertThat(all.get(1))
          .isEqualTo(new TurnEvent.Unknown(2, "hologram", "{\"type\":\"hologram\"}"));
      assertThat(all).hasSize(3);
    }
  }

  @Test
  void removesTextThatTheModelTookBack() {
    try (ScriptedServer server =
        new ScriptedServer(
            stream(
                START
                    + text(2, "Hello dear")
                    + "id: 3\ndata: {\"type\":\"discard\",\"kept\":5}\n\n"
                    + END))) {

      assertThat(ask(server)).isEqualTo("Hello");
    }
  }

  @Test
  void tellsWhetherTheServerAcceptsTurns() {
    try (ScriptedServer server =
        new ScriptedServer(
            response(200, "text/plain", "ready", ""), response(503, PROBLEM, "{}", "1"))) {
      FirstwordClient client = client(server);

      assertThat(client.isReady()).isTrue();
      assertThat(client.isReady()).isFalse();
    }
  }

  @Test
  void wakesTheWaitingThreadWhenClosed() throws InterruptedException {
    try (ScriptedServer server = new ScriptedServer(silentAfter(START))) {
      FirstwordClient client =
          FirstwordClient.builder(server.uri()).idleTimeout(Duration.ofSeconds(30)).build();
      TurnEvents events = client.start(TurnRequest.of("Hi"));
      AtomicReference<Boolean> more = new AtomicReference<>();
      events.next();
      Thread waiting = Thread.ofVirtual().start(() -> more.set(events.hasNext()));
      await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

      events.close();

      assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
      assertThat(more.get()).isFalse();
    }
  }

  @Test
  void tellsAnInterruptedThread() {
    try (ScriptedServer server = new ScriptedServer(silentAfter(START));
        TurnEvents events = client(server).start(TurnRequest.of("Hi"))) {
      events.next();
      Thread.currentThread().interrupt();

      assertThatThrownBy(events::hasNext)
          .isInstanceOfSatisfying(
              FirstwordException.class,
              e -> assertThat(e.code()).isEqualTo(FirstwordException.THREAD_INTERRUPTED));

      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static String ask(ScriptedServer server) {
    TurnOptions options = TurnOptions.DEFAULTS.withIdempotencyKey("key");
    try (TurnEvents events = client(server).start(TurnRequest.of("Hi"), options)) {
      return events.readAnswer().text();
    }
  }

  private static FirstwordClient client(ScriptedServer server) {
    return FirstwordClient.builder(server.uri())
        .retry(QUICK)
        .idleTimeout(Duration.ofMillis(400))
        .build();
  }

  private static String text(int number, String text) {
    return "id: " + number + "\ndata: {\"type\":\"text\",\"text\":\"" + text + "\"}\n\n";
  }
}
