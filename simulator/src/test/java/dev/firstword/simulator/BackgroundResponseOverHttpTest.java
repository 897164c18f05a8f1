package dev.firstword.simulator;

import static dev.firstword.simulator.Conversation.error;
import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tests responses that continue without their client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackgroundResponseOverHttpTest {
  private static final String BODY =
      "{\"model\":\"" + GPT + "\",\"input\":\"How are you?\",\"stream\":true,\"background\":true}";

  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @BeforeEach
  void reset() {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    provider.simulator.clearStats();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void aResponseThatLostItsConnectionGoesOnAfterAnyOfItsEvents() throws Exception {
    // Slow enough to be read in time: a reset connection loses what its reader has not read yet.
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS
            .merge(json("{\"models\":{\"gpt-4o\":{\"tokens_per_second\":10,\"output_tokens\":5}}}"))
            .withFaults(Fault.always(FaultKind.CUT).afterTokens(2)));
    List<JsonNode> first = eventsUntilCut(provider.openAiStream("/v1/responses", BODY));
    String id = first.getFirst().at("/response/id").asText();

    List<JsonNode> rest = eventsUntilCut(follow(id, first.size() - 1));

    assertThat(first.getFirst().at("/response/background").asBoolean()).isTrue();
    assertThat(rest.getLast().path("type").asText()).isEqualTo("response.completed");
    List<JsonNode> all = new ArrayList<>(first);
    all.addAll(rest);
    assertThat(all.stream().map(event -> event.path("sequence_number").asInt()))
        .containsExactlyElementsOf(IntStream.range(0, all.size()).boxed().toList());
    assertThat(eventsUntilCut(follow(id, -1))).as("from the start").isEqualTo(all);
    assertThat(provider.simulator.stats().total().calls()).isEqualTo(1);
  }

  @Test
  void aCancelledResponseEndsAndAnUnknownOneIsNotFound() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.merge(
            json("{\"models\":{\"gpt-4o\":{\"tokens_per_second\":5,\"output_tokens\":500}}}")));
    try (BufferedReader reader = reader(provider.openAiStream("/v1/responses", BODY))) {
      reader.readLine();
      String id = json(reader.readLine().substring(6)).at("/response/id").asText();

      JsonNode reply = json(provider.openAi("/v1/responses/" + id + "/cancel", "{}").body());

      assertThat(reply.path("status").asText()).isEqualTo("cancelled");
      assertThat(provider.simulator.stats().total().closedByClient()).isEqualTo(1);
    }
    assertThat(error(provider.openAi("/v1/responses/resp_none/cancel", "{}")))
        .startsWith("404 Response with id 'resp_none' not found");
  }

  private HttpResponse<InputStream> follow(String id, int startingAfter) throws Exception {
    String after = startingAfter < 0 ? "" : "&starting_after=" + startingAfter;
    return provider.open(provider.request("/v1/responses/" + id + "?stream=true" + after).GET());
  }

  private static List<JsonNode> eventsUntilCut(HttpResponse<InputStream> response) {
    List<JsonNode> events = new ArrayList<>();
    try (BufferedReader reader = reader(response)) {
      for (String line; (line = reader.readLine()) != null; ) {
        if (line.startsWith("data: ")) {
          events.add(json(line.substring(6)));
        }
      }
    } catch (IOException cut) {
      return events;
    }
    return events;
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }
}
