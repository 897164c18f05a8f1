package dev.firstword.system;

import static dev.firstword.system.SimulatedModels.FAST;
import static dev.firstword.system.SimulatedModels.MIDDLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.core.region.RegionPolicy;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tenant that requires a region is served there, or not at all. */
final class RegionTest {

  @RegisterExtension
  static final ServerFixture SERVER = new ServerFixture(_ -> {}, RegionTest::inEurope);

  private final Client client = SERVER.client();

  /** Only one model is in the region of the local tenant. */
  private static Settings.Builder inEurope(Settings.Builder usual) {
    return usual
        .models(
            SimulatedModels.catalogue().stream()
                .map(model -> model.withRegion(model.name().equals(MIDDLE) ? "eu" : "us"))
                .toList())
        .regions(new RegionPolicy(Map.of("local", "eu"), Map.of()));
  }

  @Test
  void answersInTheRegionAndRecordsWhere() {
    Transcript answer = client.answer(ChatCall.of("Hello, where are you?"));

    ReceivedEvent choice = answer.ofType("model").getFirst();
    assertThat(choice.field("model")).isEqualTo(MIDDLE);
    assertThat(choice.field("region")).isEqualTo("eu");
    assertOnlyCallIsInTheRegion();
    String path = "/api/latency/turns/" + answer.events().getFirst().field("turn_id");
    ServerFixture.awaitTrue(() -> client.get(path).status() == 200);
    JsonNode attempt = client.get(path).json().path("attempts").path(0);
    assertThat(attempt.path("region").asText()).isEqualTo("eu");
  }

  @Test
  void refusesAModelOfAnotherRegionBeforeAnythingIsSent() {
    Reply refused =
        client.post("/api/chat/stream", "{\"message\":\"Hi\",\"model\":\"" + FAST + "\"}");

    ProblemAssertions.assertProblem(refused, 422);
    assertThat(refused.json().path("detail").asText())
        .isEqualTo(
            "The model \"" + FAST + "\" is not in the region \"eu\", which is required here.");
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void failsInsteadOfFallingBackElsewhere() {
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));

    Transcript answer = client.answer(ChatCall.of("Will this fail?"));

    assertThat(answer.ending().type()).isEqualTo("error");
    assertOnlyCallIsInTheRegion();
  }

  @Test
  void appliesToTheApisOfProviders() {
    String body =
        "{\"model\":\"%s\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    Reply refused = client.post("/v1/messages", body.formatted(FAST));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("is not in the region");
    assertThat(SERVER.calls().calls()).isZero();

    assertThat(client.post("/v1/messages", body.formatted(MIDDLE)).status()).isEqualTo(200);
    assertOnlyCallIsInTheRegion();
  }

  /** The simulator records a call when it has ended, which its client may see first. */
  private static void assertOnlyCallIsInTheRegion() {
    await().untilAsserted(() -> assertThat(SERVER.onlyCall().model()).isEqualTo(MIDDLE));
  }

  @Test
  void aServerDoesNotStartIfARequiredRegionHasNoModel() {
    assertThatThrownBy(() ->
            new ServerFixture(
                _ -> {}, usual -> usual.regions(new RegionPolicy(Map.of(), Map.of("chat", "ap")))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("profiles.chat.region ap is the region of no model");
  }
}
