package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.core.preparation.LatencyInjector;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code /api/prepare}, on a server with half a second of latency injected into reading the
 * history.
 */
final class PrepareTest {

  private static final Duration INJECTED_DELAY = Duration.ofMillis(500);

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings ->
              settings.latencyInjection(
                  new LatencyInjectionSettings(
                      true,
                      new LatencyInjector.Settings(Map.of("history", INJECTED_DELAY), false))));

  private final Client client = SERVER.client();

  @Test
  void readsTheHistoryBeforeTheMessageIsSent() {
    String conversation = newConversation("Hello there");
    String other = newConversation("Hello elsewhere");

    Reply prepared = client.json("POST", "/api/prepare", draft(conversation, "And what now"));
    // Starts later and reads for as long, so the preparation is over by the time this ends.
    assertThat(historyMs("How long?", other)).isGreaterThanOrEqualTo(INJECTED_DELAY.toMillis());

    assertThat(historyMs("And what now?", conversation)).isZero();
    assertThat(prepared.status()).isEqualTo(202);
    assertThat(prepared.body()).isEmpty();
  }

  private long historyMs(String message, String conversation) {
    JsonNode done =
        client.answer(ChatCall.of(message).inConversation(conversation)).ending().json();
    for (JsonNode phase : done.path("latency").path("phases")) {
      if (phase.path("name").asText().equals("history")) {
        return phase.path("duration_ms").asLong();
      }
    }
    throw new AssertionError("no history in " + done);
  }

  @Test
  void startsNoAnswer() {
    client.json("POST", "/api/prepare", "{\"draft\":\"What is a chunk?\"}");

    assertThat(SERVER.calls().calls()).isZero();
    assertThat(client.get("/api/conversations").body()).doesNotContain("What is a chunk?");
  }

  @Test
  void rejectsInvalidRequests() {
    ProblemAssertions.assertProblem(client.json("POST", "/api/prepare", "{\"draft\":7}"), 400);
    ProblemAssertions.assertProblem(
        client.json("POST", "/api/prepare", "{\"profile\":\"none\"}"), 404);
    ProblemAssertions.assertProblem(
        client.json("POST", "/api/prepare", draft("conv_of_nobody", "Hello")), 404);
    ProblemAssertions.assertProblem(client.get("/api/prepare"), 405);
  }

  @Test
  void injectsLatencyIntoPhases() {
    String conversation = newConversation("Hello lab");

    JsonNode latency =
        client
            .answer(ChatCall.of("How long?").inConversation(conversation))
            .ending()
            .json()
            .path("latency");

    assertThat(latency.path("ttft_ms").asLong()).isGreaterThanOrEqualTo(INJECTED_DELAY.toMillis());
    assertThat(client.get("/api/about").json().path("lab").asBoolean()).isTrue();
  }

  @Test
  void changesInjectedLatencyAtRuntime() {
    String usual = client.get("/api/lab").body();

    Reply changed =
        client.json("PUT", "/api/lab", "{\"delay\":{\"search\":\"200ms\"},\"sequential\":true}");

    assertThat(changed.json().path("delay").path("search").asText()).isEqualTo("200ms");
    assertThat(client.get("/api/lab").body()).isEqualTo(changed.body());
    assertThat(client.json("PUT", "/api/lab", usual).body()).isEqualTo(usual);
  }

  @Test
  void recordsNothingOfUnmeasuredTurns() {
    String usual = client.get("/api/lab").body();
    String measured = turnId("Is this kept?");
    client.json("PUT", "/api/lab", "{\"measured\":false}");

    String unmeasured = turnId("And this?");
    client.json("PUT", "/api/lab", usual);
    String measuredAgain = turnId("And this again?");

    await().until(() -> isRecorded(measured) && isRecorded(measuredAgain));
    assertThat(isRecorded(unmeasured)).isFalse();
  }

  private String turnId(String message) {
    return client.answer(ChatCall.of(message)).events().getFirst().field("turn_id");
  }

  private boolean isRecorded(String turnId) {
    return client.get("/api/latency/turns/" + turnId).status() == 200;
  }

  @Test
  void rejectsAnInvalidDelay() {
    for (String delay :
        new String[] {"{\"search\":\"soon\"}", "{\"lunch\":\"1s\"}", "{\"search\":\"1h\"}"}) {
      ProblemAssertions.assertProblem(
          client.json("PUT", "/api/lab", "{\"delay\":" + delay + "}"), 400);
    }
  }

  @Test
  void isAbsentUnlessEnabled() {
    try (ServerFixture usual = new ServerFixture()) {
      ProblemAssertions.assertProblem(usual.client().get("/api/lab"), 404);
      assertThat(usual.client().get("/api/about").json().has("lab")).isFalse();
    }
  }

  private String newConversation(String message) {
    return client.answer(ChatCall.of(message)).events().getFirst().field("conversation_id");
  }

  private static String draft(String conversation, String draft) {
    return "{\"conversation_id\":\"" + conversation + "\",\"draft\":\"" + draft + "\"}";
  }
}
