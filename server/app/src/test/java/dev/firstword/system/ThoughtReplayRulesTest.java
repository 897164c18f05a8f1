package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that binds its thoughts gets them back in later turns, from the database. */
final class ThoughtReplayRulesTest {

  private static final String MODEL = "claude-opus-5-5";
  private static final Duration SOON = Duration.ofMillis(10);

  private static final ModelSettings SIMULATED =
      new ModelSettings(4, 10, 2_000)
          .withOutputTokens(10)
          .withThinking(new ThinkingSettings(5, 10, ThinkingDisplay.OMITTED));

  /** In tokens of the simulator: the form in which a thought is sent back. */
  private static final long MIN_THOUGHT_TOKENS = 90;

  @Test
  void eachTurnSendsTheThoughtsOfTheTurnsBeforeAndNobodyElseSeesThem() {
    CatalogueModelSettings model = new CatalogueModelSettings(MODEL, "", 1, SOON, SOON, 1_000);
    try (ServerFixture server =
        new ServerFixture(_ -> {}, settings -> settings.models(List.of(model)))) {
      server.model(MODEL, SIMULATED);
      Client client = server.client();
      Transcript first = client.answer(ChatCall.of("One?").model(MODEL));
      String conversation = first.events().getFirst().field("conversation_id");
      JsonNode second = usage(client, "Two?", conversation);
      JsonNode third = usage(client, "Three?", conversation);

      long atFirst = input(first.ending().json().path("usage"));
      assertThat(input(second) - atFirst).isGreaterThan(MIN_THOUGHT_TOKENS);
      assertThat(input(third) - input(second)).isGreaterThan(MIN_THOUGHT_TOKENS);
      assertThat(server.calls().rejected()).isZero();
      assertThat(client.get("/metrics").body())
          .contains("firstword_thoughts_refused_calls_total 0.0")
          .contains("firstword_thoughts_dropped_total 0.0");
      assertThat(client.get("/api/conversations/" + conversation).body())
          .doesNotContain("signature", "thought", "parts");
    }
  }

  private static JsonNode usage(Client client, String question, String conversation) {
    return client
        .answer(ChatCall.of(question).model(MODEL).inConversation(conversation))
        .ending()
        .json()
        .path("usage");
  }

  private static long input(JsonNode usage) {
    return usage.path("input_tokens").asLong()
        + usage.path("cache_creation_input_tokens").asLong()
        + usage.path("cache_read_input_tokens").asLong();
  }
}
