package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The usage of the provider's prompt cache at the end of a turn, with 10,000 tokens of
 * instructions.
 */
final class PromptCacheTest {

  private static final String LONG = "word ".repeat(8_000);

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void readsInstructionsCachedByAnEarlierTurn() {
    JsonNode first = usage("One?", null);
    JsonNode second = usage("Two?", null);

    assertThat(first.path("cache_creation_input_tokens").asLong())
        .as("the instructions and the question, which the next turn repeats")
        .isBetween(10_001L, 10_010L);
    assertThat(first.path("cache_saved").asDouble()).isNegative();
    assertThat(second.path("cache_read_input_tokens").asLong()).isEqualTo(10_000);
    assertThat(second.path("cache_creation_input_tokens").asLong()).isLessThan(10);
    assertThat(second.path("cache_saved").asDouble()).isPositive();
  }

  @Test
  void readsHistoryCachedByThePreviousTurn() {
    String conversation =
        client
            .answer(ChatCall.of("Who?").with("system", LONG).model(SimulatedModels.FAST))
            .events()
            .getFirst()
            .field("conversation_id");
    JsonNode second = usage("Where?", conversation);
    JsonNode third = usage("Why?", conversation);

    long cached =
        second.path("cache_read_input_tokens").asLong()
            + second.path("cache_creation_input_tokens").asLong();
    assertThat(cached).isGreaterThan(10_000);
    assertThat(third.path("cache_read_input_tokens").asLong()).isEqualTo(cached);
  }

  @Test
  void reportsCacheReadsInTheMetrics() {
    usage("When?", null);
    usage("How?", null);

    assertThat(client.get("/metrics").body())
        .contains("firstword_prompt_cache_read_tokens_total", "cache=\"prompts\",result=\"hit\"");
  }

  private JsonNode usage(String message, @Nullable String conversation) {
    ChatCall call = ChatCall.of(message).with("system", LONG).model(SimulatedModels.FAST);
    return client
        .answer(conversation == null ? call : call.inConversation(conversation))
        .ending()
        .json()
        .path("usage");
  }
}
