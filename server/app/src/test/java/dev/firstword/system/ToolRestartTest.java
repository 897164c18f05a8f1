package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A turn that waits for the results of tools resumes after its server has stopped or crashed. */
final class ToolRestartTest {

  /** A server that waited for the turn would not stop in time. */
  private static final Duration LONG_SHUTDOWN_TIMEOUT = Duration.ofSeconds(60);

  private static final String QUESTION = "What is the weather like, and what time is it?";
  private static final ChatCall CALL = ChatCall.of(QUESTION).tools("weather", "time");

  private final ToolCallingProvider provider = new ToolCallingProvider("weather", "time");
  private final ServerFixture server =
      new ServerFixture(
          _ -> {},
          settings ->
              settings
                  .providers(List.of(provider.endpoint()))
                  .shutdownTimeout(LONG_SHUTDOWN_TIMEOUT));

  @AfterEach
  void close() {
    server.close();
    provider.close();
  }

  @Test
  void goesOnAfterACrashWithTheResultsThatHadArrived() throws IOException {
    EventStream stream = server.client().ask(CALL);
    String turnId = stream.turnId();
    String time = awaitRunning(stream, "time");
    String weather = awaitRunning(stream, "weather");
    assertAccepted(post(server.client(), turnId, time, "12:00"), time);
    awaitSuspended(server.data(), turnId, "12:00");
    awaitStored(stream);
    long seen = stream.received().getLast().id();

    try (Firstword restarted = server.startAnother(copy())) {
      Client client = new Client(restarted.uri());
      EventStream rest = client.followAfter(turnId, seen);
      assertThat(awaitRunning(rest, "weather")).isEqualTo(weather);
      assertThat(rest.received().getFirst().id()).isGreaterThan(seen);
      assertThat(client.turn(turnId).json().path("state").asText()).isEqualTo("tools");
      assertAccepted(post(client, turnId, weather, "sunny"), weather);

      assertThat(rest.awaitEnd().ending().type()).isEqualTo("done");
      assertGoneOn(client.transcript(turnId));
      client.closeStreams();
    }
  }

  @Test
  void goesOnAfterAStopThatDoesNotWaitForIt() {
    EventStream stream = server.client().ask(CALL);
    String turnId = stream.turnId();
    String time = awaitRunning(stream, "time");
    String weather = awaitRunning(stream, "weather");
    assertAccepted(post(server.client(), turnId, time, "12:00"), time);
    ReceivedEvent last = stream.await(event -> isToolCall(event, "time", "finished"));

    server.stop();
    server.start();

    Client client = server.client();
    EventStream rest = client.followAfter(turnId, last.id());
    assertThat(awaitRunning(rest, "weather")).isEqualTo(weather);
    assertThat(rest.received().stream().anyMatch(event -> isToolCall(event, "time", "running")))
        .as("its result was kept")
        .isFalse();
    assertAccepted(post(client, turnId, weather, "sunny"), weather);
    assertThat(rest.awaitEnd().ending().type()).isEqualTo("done");
    assertGoneOn(client.transcript(turnId));
    JsonNode messages =
        client.get("/api/conversations/" + conversation(client, turnId)).json().path("messages");
    assertThat(messages.findValuesAsText("state")).containsExactly("complete", "complete");
  }

  @Test
  void isStoppedWhileItWaitsAfterARestart() {
    EventStream stream = server.client().ask(CALL);
    awaitRunning(stream, "weather");
    server.stop();
    server.start();

    Client client = server.client();
    EventStream rest = client.follow(stream.turnId());
    assertThat(client.cancel(stream.turnId()).status()).isEqualTo(202);

    assertThat(rest.awaitEnd().ending().field("by")).isEqualTo("user");
    assertThat(provider.requests()).as("no call follows").hasSize(1);
  }

  @Test
  void isInterruptedByACrashBeforeItsStateWasStored() throws Exception {
    EventStream stream = server.client().ask(CALL);
    String turnId = stream.turnId();
    awaitRunning(stream, "weather");
    awaitSuspended(server.data(), turnId, QUESTION);
    awaitStored(stream);
    Path copy = copy();
    StoredState.delete(copy, turnId);

    try (Firstword restarted = server.startAnother(copy)) {
      Client client = new Client(restarted.uri());
      Transcript left = client.transcript(turnId);

      assertThat(left.ending().field("code")).isEqualTo("interrupted");
      assertThat(client.turn(turnId).json().path("state").asText()).isEqualTo("failed");
      client.closeStreams();
    }
  }

  /** One log from the question to the end of the answer, and the model got everything. */
  private void assertGoneOn(Transcript whole) {
    assertThat(whole.ending().type()).isEqualTo("done");
    assertThat(whole.events()).extracting(ReceivedEvent::id).isSorted().doesNotHaveDuplicates();
    assertThat(whole.ofType("start")).hasSize(1);
    assertThat(whole.ofType("step")).hasSize(1);
    assertThat(whole.text()).contains("sunny", "12:00");
    assertThat(provider.requests()).hasSize(2);
    assertThat(provider.requests().getLast())
        .contains(ToolCallingProvider.SIGNATURE, QUESTION, "sunny", "12:00");
  }

  /** Waits until a tool runs, and returns the id of its call. */
  static String awaitRunning(EventStream stream, String tool) {
    return stream.await(event -> isToolCall(event, tool, "running")).field("id");
  }

  private static boolean isToolCall(ReceivedEvent event, String tool, String state) {
    return event.is("tool_call")
        && event.field("name").equals(tool)
        && event.field("state").equals(state);
  }

  static Reply post(Client client, String turnId, String callId, String content) {
    return client.post(
        "/api/turns/" + turnId + "/tool_results",
        "{\"results\":[{\"id\":\"%s\",\"content\":\"%s\"}]}".formatted(callId, content));
  }

  static void assertAccepted(Reply reply, String callId) {
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("accepted").path(0).asText()).isEqualTo(callId);
  }

  private static String conversation(Client client, String turnId) {
    return client.turn(turnId).json().path("conversation_id").asText();
  }

  private Path copy() throws IOException {
    Path copy = Files.createTempDirectory(server.folder(), "crashed");
    StoredLog.copyData(server.data(), copy);
    return copy;
  }

  private static void awaitSuspended(Path data, String turnId, String text) {
    ServerFixture.awaitTrue(() -> StoredState.read(data, turnId).contains(text));
  }

  private void awaitStored(EventStream stream) {
    int seen = stream.received().size();
    ServerFixture.awaitTrue(() -> StoredLog.countEvents(server.data(), stream.turnId()) >= seen);
  }
}
