package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.relay.sse.ReceivedEvent;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shutting a server down while turns are running. */
final class ShutdownTest {

  private static final Duration FOREVER = Duration.ofSeconds(60);

  private ServerFixture server = new ServerFixture(Duration.ofMillis(200));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void cancelsRunningTurnsAtTheShutdownTimeout() {
    Client client = server.client();
    List<EventStream> streams =
        Stream.of(
                ChatCall.writing("Do I finish?"),
                ChatCall.writing("Do I finish either?"),
                ChatCall.thinking("Do I begin?"))
            .map(client::ask)
            .toList();
    streams.get(0).awaitText(50);
    streams.get(1).awaitText(50);
    server.awaitCalls(3);

    server.stop();

    assertThat(streams)
        .allSatisfy(stream -> {
          ReceivedEvent ending = stream.awaitEnd().ending();
          assertThat(ending.type()).isEqualTo("cancelled");
          assertThat(ending.field("by")).isEqualTo("shutdown");
        });
    assertThat(server.calls().closedByClient()).isEqualTo(3);
  }

  @Test
  void losesNothingReadersHaveSeen() {
    EventStream running = server.client().ask(ChatCall.writing("Is this kept?"));
    running.awaitText(50);

    server.stop();
    Transcript before = running.awaitEnd();
    server.start();

    Client after = server.client();
    assertThat(after.transcript(running.turnId()).raw()).isEqualTo(before.raw());
    assertThat(after.turn(running.turnId()).json().path("state").asText()).isEqualTo("cancelled");
    assertThat(
            after
                .get("/api/conversations/" + before.events().getFirst().field("conversation_id"))
                .json()
                .path("messages")
                .findValuesAsText("text"))
        .containsExactly("Is this kept?", before.text());
  }

  @Test
  void letsTurnsFinishWithinTheShutdownTimeout() {
    restartWithShutdownTimeout(FOREVER);
    EventStream stream = server.client().ask(ChatCall.steady("Do I finish in time?"));
    stream.awaitText(20);

    server.stop();

    assertThat(stream.awaitEnd().ending().type()).isEqualTo("done");
  }

  @Test
  void rejectsNewTurnsDuringShutdown() {
    restartWithShutdownTimeout(FOREVER);
    Client client = server.client();
    EventStream running = client.ask(ChatCall.writing("Still here?"));
    running.awaitText(20);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
    ServerFixture.awaitTrue(() -> client.get("/readyz").status() == 503);

    Reply refused =
        await()
            .atMost(ServerFixture.WAIT_TIMEOUT)
            .until(
                () -> client.refused(ChatCall.of("May I?").profile("none")),
                reply -> reply.status() == 503);
    ProblemAssertions.assertProblem(refused, 503, "shutting_down");
    assertThat(refused.json().path("action").asText()).isEqualTo("wait");
    assertThat(refused.header("retry-after"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
    assertThat(client.get("/healthz").status()).isEqualTo(200);
    running.awaitText(running.awaitText(1).length() + 50);
    client.cancel(running.turnId());
    assertThat(running.awaitEnd().ending().field("by")).isEqualTo("user");
    assertThat(stopped.orTimeout(15, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(15));
  }

  @Test
  void acceptsNoConnectionOnceStopped() {
    Client client = server.client();

    server.stop();

    assertThatThrownBy(client::connect).isInstanceOf(ConnectException.class);
  }

  private void restartWithShutdownTimeout(Duration shutdownTimeout) {
    server.close();
    server = new ServerFixture(shutdownTimeout);
  }
}
