package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each dialect sends for each way to request thinking and each degree of it. */
final class ThinkingRequestTest {

  private static final Prompt PROMPT = new Prompt("", List.of(new PromptMessage(Role.USER, "Hi")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          NONE     | OFF    | 100    | -                                               | -
          NONE     | AUTO   | 100    | -                                               | -
          ADAPTIVE | OFF    | 100    | {"type":"disabled"}                             | -
          ADAPTIVE | AUTO   | 16484  | -                                               | -
          ADAPTIVE | LOW    | 4196   | {"type":"adaptive","display":"summarized"}      | {"effort":"low"}
          ADAPTIVE | MEDIUM | 16484  | {"type":"adaptive","display":"summarized"}      | {"effort":"medium"}
          ADAPTIVE | HIGH   | 32868  | {"type":"adaptive","display":"summarized"}      | {"effort":"high"}
          ADAPTIVE | 2000   | 2100   | {"type":"adaptive","display":"summarized"}      | {"effort":"low"}
          ADAPTIVE | 10000  | 10100  | {"type":"adaptive","display":"summarized"}      | {"effort":"medium"}
          ADAPTIVE | 60000  | 60100  | {"type":"adaptive","display":"summarized"}      | {"effort":"high"}
          BUDGET   | OFF    | 100    | {"type":"disabled"}                             | -
          BUDGET   | AUTO   | 100    | -                                               | -
          BUDGET   | LOW    | 4196   | {"type":"enabled","budget_tokens":4096}         | -
          BUDGET   | MEDIUM | 16484  | {"type":"enabled","budget_tokens":16384}        | -
          BUDGET   | HIGH   | 32868  | {"type":"enabled","budget_tokens":32768}        | -
          BUDGET   | 2000   | 2100   | {"type":"enabled","budget_tokens":2000}         | -
          """)
  void messagesApi(
      ThinkingControl control,
      String option,
      int maxTokens,
      @Nullable String thinking,
      @Nullable String output)
      throws JsonProcessingException {
    JsonNode body = body(Dialect.ANTHROPIC, control, option);

    assertThat(body.path("max_tokens").asInt()).isEqualTo(maxTokens);
    assertThat(textOf(body, "thinking")).isEqualTo(thinking);
    assertThat(textOf(body, "output_config")).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          NONE,   OFF,    100,   -
          NONE,   AUTO,   100,   -
          EFFORT, OFF,    100,   "none"
          EFFORT, AUTO,   16484, -
          EFFORT, LOW,    4196,  "low"
          EFFORT, MEDIUM, 16484, "medium"
          EFFORT, HIGH,   32868, "high"
          EFFORT, 60000,  60100, "high"
          """,
      quoteCharacter = '\'')
  void chatCompletionsApi(
      ThinkingControl control, String option, int maxTokens, @Nullable String effort)
      throws JsonProcessingException {
    JsonNode body = body(Dialect.OPENAI, control, option);

    assertThat(body.path("max_tokens").asInt()).isEqualTo(maxTokens);
    assertThat(textOf(body, "reasoning_effort")).isEqualTo(effort);
  }

  private static JsonNode body(Dialect dialect, ThinkingControl control, String option)
      throws JsonProcessingException {
    ThinkingOption thinking =
        Character.isDigit(option.charAt(0))
            ? ThinkingOption.budget(Integer.parseInt(option))
            : ThinkingOption.of(Level.valueOf(option));
    ModelRequest request = new ModelRequest("m", PROMPT, 100, null).withThinking(thinking, control);
    return new JsonMapper().readTree(WrittenRequests.body(dialect, request));
  }

  private static @Nullable String textOf(JsonNode body, String field) {
    return body.has(field) ? body.get(field).toString() : null;
  }
}
