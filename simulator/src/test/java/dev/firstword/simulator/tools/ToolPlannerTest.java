package dev.firstword.simulator.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.simulator.prompt.Attachments;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.ThoughtBinding;
import dev.firstword.simulator.prompt.TokenCounter;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolDefinition;
import dev.firstword.simulator.prompt.ToolRequest;
import dev.firstword.simulator.tools.AgentSettings.TokenRange;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolPlannerTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}},\"required\":[\"q\"]}";

  @Test
  void theNumberOfDrawnStepsIsGeometric() {
    AgentSettings settings = new AgentSettings(List.of(), 4, 3, new TokenRange(8, 8), false);

    int[] steps = IntStream.range(0, 4_000).map(seed -> stepsOf(settings, seed)).toArray();

    assertThat(IntStream.of(steps).average().orElseThrow()).isCloseTo(4, within(0.25));
    assertThat(IntStream.of(steps).filter(count -> count == 1).count() / 4_000.0)
        .isCloseTo(0.25, within(0.03));
    assertThat(IntStream.of(steps).min()).hasValue(1);
  }

  @Test
  void aStepHasUpToTheMaximumOfCalls() {
    AgentSettings settings = new AgentSettings(List.of(), 4, 3, new TokenRange(8, 8), false);

    assertThat(
            IntStream.range(0, 300)
                .map(seed -> calls(settings, prompt(0), seed).size())
                .distinct()
                .sorted())
        .containsExactly(1, 2, 3);
  }

  @Test
  void argumentsHaveTheDrawnLength() {
    AgentSettings settings =
        new AgentSettings(List.of(List.of("search")), 1, 1, new TokenRange(400, 400), false);

    String arguments = calls(settings, prompt(0), 1).getFirst().arguments();

    assertThat(TokenCounter.count(arguments)).isBetween(370, 450);
  }

  @Test
  void aPlannedToolThatIsNotOfferedIsCalledAllTheSame() {
    AgentSettings settings = AgentSettings.ofSteps(List.of(List.of("invented")));

    ToolCall call = calls(settings, prompt(0), 1).getFirst();

    assertThat(call.name()).isEqualTo("invented");
    assertThat(call.arguments()).isEqualTo("{}");
  }

  @ParameterizedTest
  @EnumSource
  void thePiecesOfArgumentsAreTheirWhole(ArgumentStyle style) {
    ToolCall call = style.call("search", "{\"q\":\"some 😀 words\"}");

    assertThat(String.join("", call.pieces())).isEqualTo(call.arguments());
    assertThat(isJson(call.arguments())).isEqualTo(style != ArgumentStyle.INVALID_JSON);
    assertThat(IntStream.range(0, call.pieces().size()).map(call::pieceTokens).sum())
        .isEqualTo(call.tokens() - call.headTokens());
  }

  @Test
  void stylesDifferInTheirPieces() {
    String json = "{\"q\":\"some words\"}";

    assertThat(ArgumentStyle.WHOLE.call("t", json).pieces()).containsExactly(json);
    assertThat(ArgumentStyle.BY_CHARACTER.call("t", json).pieces())
        .hasSize(json.length())
        .allMatch(piece -> piece.length() == 1);
    assertThat(ArgumentStyle.WITH_EMPTY_PIECES.call("t", json).pieces())
        .startsWith("")
        .endsWith("")
        .contains("some", "");
  }

  private static int stepsOf(AgentSettings settings, int seed) {
    int steps = 0;
    while (!calls(settings, prompt(steps), seed).isEmpty()) {
      steps++;
    }
    return steps;
  }

  private static List<ToolCall> calls(AgentSettings settings, PromptRequest prompt, int seed) {
    return new ToolPlanner(
            Optional.of(settings),
            ArgumentStyle.BY_TOKEN,
            step -> new SplittableRandom(seed * 7_919L + step))
        .nextCalls(prompt);
  }

  private static PromptRequest prompt(int stepsTaken) {
    return new PromptRequest(
        "model",
        true,
        1_000,
        ThinkingRequest.MODEL_DEFAULT,
        List.of(),
        "",
        List.of(new ChatMessage(ChatMessage.Role.USER, "How do tides work at the coast?")),
        new CacheablePrompt.Automatic(List.of()),
        new ToolRequest(
            List.of(new ToolDefinition("search", schema())),
            ToolChoice.AUTO,
            stepsTaken,
            List.of()),
        Attachments.NONE,
        Optional.empty(),
        ThoughtBinding.NONE);
  }

  private static JsonNode schema() {
    try {
      return new ObjectMapper().readTree(SCHEMA);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isJson(String text) {
    try {
      new ObjectMapper().readTree(text);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
