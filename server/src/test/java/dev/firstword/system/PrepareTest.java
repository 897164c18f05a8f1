package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.LabSettings;
import dev.firstword.preparation.Lab;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/prepare}, on a server whose reading of the history seems to last half a second. */
final class PrepareTest {

  private static final Duration READING = Duration.ofMillis(500);

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings ->
              settings.lab(
                  new LabSettings(true, new Lab.State(Map.of("history", READING), false))));

  private final Client client = SERVER.client();

  @Test
  void readsTheHistoryBeforeTheMessageIsSent() {
    String conversation = begun("Hello there");
    String other = begun("Hello elsewhere");

    Reply prepared = client.json("POST", "/api/prepare", draft(conversation, "And what now"));
    // Begins later, and reads for as long: when it is over, so is what was prepared.
    assertThat(historyMs("How long?", other)).isGreaterThanOrEqualTo(READING.toMillis());

    assertThat(historyMs("And what now?", conversation)).isZero();
    assertThat(prepared.status()).isEqualTo(202);
    assertThat(prepared.body()).isEmpty();
  }

  private long historyMs(String message, String conversation) {
    JsonNode done = client.answer(Ask.of(message).in(conversation)).ending().data();
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
  void saysWhatIsWrongWithTheRequest() {
    Refusal.assertThatIs(client.json("POST", "/api/prepare", "{\"draft\":7}"), 400);
    Refusal.assertThatIs(client.json("POST", "/api/prepare", "{\"profile\":\"none\"}"), 404);
    Refusal.assertThatIs(
        client.json("POST", "/api/prepare", draft("conv_of_nobody", "Hello")), 404);
    Refusal.assertThatIs(client.get("/api/prepare"), 405);
  }

  @Test
  void makesPhasesLastAsLongAsTheLabWants() {
    String conversation = begun("Hello lab");

    JsonNode latency =
        client.answer(Ask.of("How long?").in(conversation)).ending().data().path("latency");

    assertThat(latency.path("ttft_ms").asLong()).isGreaterThanOrEqualTo(READING.toMillis());
    assertThat(client.get("/api/about").json().path("lab").asBoolean()).isTrue();
  }

  @Test
  void changesTheLabWhileItRuns() {
    String usual = client.get("/api/lab").body();

    Reply changed =
        client.json("PUT", "/api/lab", "{\"delay\":{\"search\":\"200ms\"},\"sequential\":true}");

    assertThat(changed.json().path("delay").path("search").asText()).isEqualTo("200ms");
    assertThat(client.get("/api/lab").body()).isEqualTo(changed.body());
    assertThat(client.json("PUT", "/api/lab", usual).body()).isEqualTo(usual);
  }

  @Test
  void keepsNothingOfUnmeasuredTurns() {
    String usual = client.get("/api/lab").body();
    String measured = turnId("Is this kept?");
    client.json("PUT", "/api/lab", "{\"measured\":false}");

    String unmeasured = turnId("And this?");
    client.json("PUT", "/api/lab", usual);
    String measuredAgain = turnId("And this again?");

    await().until(() -> isKept(measured) && isKept(measuredAgain));
    assertThat(isKept(unmeasured)).isFalse();
  }

  private String turnId(String message) {
    return client.answer(Ask.of(message)).events().getFirst().field("turn_id");
  }

  private boolean isKept(String turnId) {
    return client.get("/api/latency/turns/" + turnId).status() == 200;
  }

  @Test
  void refusesWhatIsNoDelay() {
    for (String delay :
        new String[] {"{\"search\":\"soon\"}", "{\"lunch\":\"1s\"}", "{\"search\":\"1h\"}"}) {
      Refusal.assertThatIs(client.json("PUT", "/api/lab", "{\"delay\":" + delay + "}"), 400);
    }
  }

  @Test
  void hasNoLabUnlessItIsEnabled() {
    try (ServerFixture usual = new ServerFixture()) {
      Refusal.assertThatIs(usual.client().get("/api/lab"), 404);
      assertThat(usual.client().get("/api/about").json().has("lab")).isFalse();
    }
  }

  private String begun(String message) {
    return client.answer(Ask.of(message)).events().getFirst().field("conversation_id");
  }

  private static String draft(String conversation, String draft) {
    return "{\"conversation_id\":\"" + conversation + "\",\"draft\":\"" + draft + "\"}";
  }
}
