package dev.firstword.adapters.provider;

import static dev.firstword.adapters.provider.WrittenRequests.compact;
import static dev.firstword.adapters.provider.WrittenRequests.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How each dialect writes each option of the output. */
final class GenerationOptionsRequestTest {

  private static final Prompt PROMPT = new Prompt("", List.of(new PromptMessage(Role.USER, "Hi")));
  private static final ToolDefinition WEATHER =
      new ToolDefinition(
          "weather", "Tells the weather.", "{\"properties\": {\"city\": {\"type\": \"string\"}}}");
  private static final ToolDefinition CLOCK =
      new ToolDefinition("clock", "", "{\"type\":\"object\"}");
  private static final GenerationOptions TOOLS =
      GenerationOptions.DEFAULT.withTools(List.of(WEATHER, CLOCK));

  @Test
  void messagesApiWritesSampling() {
    assertThat(body(Dialect.ANTHROPIC, sampling()))
        .isEqualTo(
            "{\"model\":\"m-1\",\"max_tokens\":64,\"stream\":true,\"temperature\":0.5,"
                + "\"top_p\":0.9,\"stop_sequences\":[\"END\",\"\\n\\n\"],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  @Test
  void chatCompletionsWritesSampling() {
    assertThat(body(Dialect.OPENAI, sampling()))
        .isEqualTo(
            "{\"model\":\"m-1\",\"max_tokens\":64,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},\"temperature\":0.5,"
                + "\"top_p\":0.9,\"stop\":[\"END\",\"\\n\\n\"],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  @Test
  void responsesWritesSampling() {
    assertThat(body(Dialect.RESPONSES, sampling()))
        .isEqualTo(
            "{\"model\":\"m-1\",\"stream\":true,\"store\":false,\"max_output_tokens\":64,"
                + "\"temperature\":0.5,\"top_p\":0.9,"
                + "\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  @Test
  void messagesApiWritesTools() throws JsonProcessingException {
    assertThat(field(body(Dialect.ANTHROPIC, TOOLS), "tools"))
        .isEqualTo(
            compact(
                """
                [{"name":"weather","description":"Tells the weather.",
                  "input_schema":{"properties":{"city":{"type":"string"}},"type":"object"}},
                 {"name":"clock","input_schema":{"type":"object"}}]
                """));
  }

  @Test
  void chatCompletionsWritesTools() throws JsonProcessingException {
    assertThat(field(body(Dialect.OPENAI, TOOLS), "tools"))
        .isEqualTo(
            compact(
                """
                [{"type":"function","function":{"name":"weather",
                   "description":"Tells the weather.",
                   "parameters":{"properties":{"city":{"type":"string"}},"type":"object"}}},
                 {"type":"function","function":{"name":"clock","parameters":{"type":"object"}}}]
                """));
  }

  @Test
  void responsesWritesToolsThatAreNotStrict() throws JsonProcessingException {
    assertThat(field(body(Dialect.RESPONSES, TOOLS), "tools"))
        .isEqualTo(
            compact(
                """
                [{"type":"function","name":"weather","description":"Tells the weather.",
                  "parameters":{"properties":{"city":{"type":"string"}},"type":"object"},
                  "strict":false},
                 {"type":"function","name":"clock","parameters":{"type":"object"},
                  "strict":false}]
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      nullValues = "-",
      textBlock =
          """
          ANTHROPIC | AUTO     | ''
          ANTHROPIC | NONE     | {"type":"none"}
          ANTHROPIC | REQUIRED | {"type":"any"}
          ANTHROPIC | TOOL     | {"type":"tool","name":"clock"}
          OPENAI    | AUTO     | ''
          OPENAI    | NONE     | "none"
          OPENAI    | REQUIRED | "required"
          OPENAI    | TOOL     | {"type":"function","function":{"name":"clock"}}
          RESPONSES | AUTO     | ''
          RESPONSES | NONE     | "none"
          RESPONSES | REQUIRED | "required"
          RESPONSES | TOOL     | {"type":"function","name":"clock"}
          """)
  void writesTheToolChoice(Dialect dialect, ToolChoice.Mode mode, String expected)
      throws JsonProcessingException {
    ToolChoice choice =
        mode == ToolChoice.Mode.TOOL ? ToolChoice.tool("clock") : new ToolChoice(mode, null);

    assertThat(field(body(dialect, TOOLS.withToolChoice(choice)), "tool_choice"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          AUTO     | true  | {"type":"auto","disable_parallel_tool_use":false}
          AUTO     | false | {"type":"auto","disable_parallel_tool_use":true}
          REQUIRED | false | {"type":"any","disable_parallel_tool_use":true}
          NONE     | false | {"type":"none"}
          """)
  void messagesApiWritesParallelCallsIntoTheChoice(
      ToolChoice.Mode mode, boolean parallel, String expected) throws JsonProcessingException {
    GenerationOptions options =
        parallel(TOOLS.withToolChoice(new ToolChoice(mode, null)), parallel);

    assertThat(field(body(Dialect.ANTHROPIC, options), "tool_choice")).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI", "RESPONSES"})
  void otherApisWriteParallelCallsBesideTheChoice(Dialect dialect) throws JsonProcessingException {
    assertThat(field(body(dialect, parallel(TOOLS, false)), "parallel_tool_calls"))
        .isEqualTo("false");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void writesNoChoiceWithoutTools(Dialect dialect) {
    GenerationOptions options =
        parallel(GenerationOptions.DEFAULT.withToolChoice(ToolChoice.NONE), false);

    assertThat(body(dialect, options)).isEqualTo(body(dialect, GenerationOptions.DEFAULT));
  }

  @Test
  void messagesApiClosesTheSchemaOfTheAnswer() throws JsonProcessingException {
    String schema =
        """
        {"type": "object", "properties": {
           "type": {"type": "object", "properties": {"a": {"type": "number"}}},
           "open": {"type": "object", "additionalProperties": {"type": "string"}},
           "list": {"type": "array", "items": {"type": "object"}},
           "any": {"anyOf": [{"type": "object"}, {"type": "null"}]},
           "data": {"const": {"type": "object"}, "default": {"type": "object"}}},
         "$defs": {"enum": {"type": "object"}}}
        """;

    assertThat(field(body(Dialect.ANTHROPIC, format(schema)), "output_config"))
        .isEqualTo(
            compact(
                """
                {"format":{"type":"json_schema","schema":{"type":"object","properties":{
                   "type":{"type":"object","properties":{"a":{"type":"number"}},
                     "additionalProperties":false},
                   "open":{"type":"object","additionalProperties":{"type":"string"}},
                   "list":{"type":"array",
                     "items":{"type":"object","additionalProperties":false}},
                   "any":{"anyOf":[{"type":"object","additionalProperties":false},
                     {"type":"null"}]},
                   "data":{"const":{"type":"object"},"default":{"type":"object"}}},
                 "$defs":{"enum":{"type":"object","additionalProperties":false}},
                 "additionalProperties":false}}}
                """));
  }

  @Test
  void messagesApiWritesEffortAndFormatIntoOneField() throws JsonProcessingException {
    ModelRequest request =
        request(format("{}")).withThinking(ThinkingOption.of(Level.LOW), ThinkingControl.ADAPTIVE);

    assertThat(field(WrittenRequests.body(Dialect.ANTHROPIC, request), "output_config"))
        .isEqualTo("{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":{}}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      nullValues = "-",
      textBlock =
          """
          OPENAI    | response_format | -            | {"type":"json_object"}
          OPENAI    | response_format | {"a": [1.50]} | {"type":"json_schema","json_schema":{"name":"trip_plan","schema":{"a":[1.50]},"strict":false}}
          RESPONSES | text            | -            | {"format":{"type":"json_object"}}
          RESPONSES | text            | {"a": [1.50]} | {"format":{"type":"json_schema","name":"trip_plan","schema":{"a":[1.50]},"strict":false}}
          """)
  void writesTheResponseFormat(
      Dialect dialect, String field, @Nullable String schema, String expected) {
    assertThat(body(dialect, format(schema))).contains("\"" + field + "\":" + expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI", "RESPONSES"})
  void hasASchemaEnforcedThatCanBe(Dialect dialect) {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
            + "\"required\":[\"a\"],\"additionalProperties\":false}";
    ToolDefinition strict = new ToolDefinition("t", "", schema);

    assertThat(body(dialect, format(schema))).contains("\"schema\":" + schema + ",\"strict\":true");
    assertThat(body(dialect, GenerationOptions.DEFAULT.withTools(List.of(strict))))
        .contains("\"parameters\":" + schema + ",\"strict\":true");
  }

  /** OpenAI refuses to answer with a JSON object unless a message mentions it. */
  @ParameterizedTest
  @CsvSource({
    "OPENAI, https://api.openai.com, system, true",
    "OPENAI, https://host, system, false",
    "RESPONSES, https://api.openai.com, developer, true"
  })
  void mentionsJsonWhereTheProviderRequiresIt(
      Dialect dialect, String base, String role, boolean isRequired) {
    String instruction = "\"role\":\"" + role + "\",\"content\":\"Answer with a JSON object.\"}]";
    Prompt mentioning = new Prompt("", List.of(new PromptMessage(Role.USER, "List them as Json.")));

    String bare = WrittenRequests.body(dialect, base, request(format(null)));
    String mentioned =
        WrittenRequests.body(
            dialect, base, new ModelRequest("m-1", mentioning, 64, null).withOptions(format(null)));
    String free = WrittenRequests.body(dialect, base, request(GenerationOptions.DEFAULT));

    assertThat(bare.contains(instruction)).isEqualTo(isRequired);
    assertThat(mentioned).doesNotContain(instruction);
    assertThat(free).doesNotContain(instruction);
  }

  /** The provider refuses a conversation with tool calls unless tools are defined. */
  @Test
  void messagesApiDefinesTheToolsOfAnOlderCall() {
    Prompt prompt =
        new Prompt(
            "",
            List.of(
                new PromptMessage(
                    Role.ASSISTANT,
                    List.of(
                        new ToolCall("c1", "functions.weather", "{}"),
                        new ToolCall("c2", "functions.weather", "{}"))),
                new PromptMessage(
                    Role.USER,
                    List.of(new ToolResult("c1", "1", false), new ToolResult("c2", "2", false)))));

    String body =
        WrittenRequests.body(Dialect.ANTHROPIC, new ModelRequest("m-1", prompt, 64, null));

    assertThat(body)
        .contains(
            "\"tools\":[{\"name\":\"functions_weather\",\"input_schema\":{\"type\":\"object\"}}],"
                + "\"tool_choice\":{\"type\":\"none\"}");
  }

  /** A cached prefix begins with the tools; a forced choice is refused without an answer. */
  @Test
  void primesTheCacheWithTheSameTools() throws JsonProcessingException {
    GenerationOptions options = TOOLS.withToolChoice(ToolChoice.REQUIRED);

    String prime =
        new String(
            WrittenRequests.dialect(Dialect.ANTHROPIC, "https://host")
                .writePrime(request(options))
                .orElseThrow()
                .body(),
            UTF_8);

    assertThat(field(prime, "tools")).isEqualTo(field(body(Dialect.ANTHROPIC, TOOLS), "tools"));
    assertThat(prime).contains("\"max_tokens\":0").doesNotContain("tool_choice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          NONE   | AUTO   | 100   | ''
          NONE   | OFF    | 100   | ''
          EFFORT | OFF    | 100   | {"effort":"none"}
          EFFORT | AUTO   | 16484 | {"summary":"auto"}
          EFFORT | LOW    | 4196  | {"effort":"low","summary":"auto"}
          EFFORT | MEDIUM | 16484 | {"effort":"medium","summary":"auto"}
          EFFORT | HIGH   | 32868 | {"effort":"high","summary":"auto"}
          """)
  void responsesWritesReasoning(
      ThinkingControl control, Level level, int maxTokens, String reasoning)
      throws JsonProcessingException {
    ModelRequest request =
        new ModelRequest("m-1", PROMPT, 100, null).withThinking(ThinkingOption.of(level), control);

    String body = WrittenRequests.body(Dialect.RESPONSES, request);

    assertThat(field(body, "max_output_tokens")).isEqualTo(Integer.toString(maxTokens));
    assertThat(field(body, "reasoning")).isEqualTo(reasoning);
    assertThat(field(body, "include"))
        .isEqualTo(control == ThinkingControl.NONE ? "" : "[\"reasoning.encrypted_content\"]");
  }

  @Test
  void responsesAsksForNoFewerTokensThanTheProviderTakes() throws JsonProcessingException {
    String body = WrittenRequests.body(Dialect.RESPONSES, new ModelRequest("m-1", PROMPT, 4, null));

    assertThat(field(body, "max_output_tokens")).isEqualTo("16");
  }

  private static GenerationOptions sampling() {
    return new GenerationOptions(
        null, 0.5, 0.9, List.of("END", "\n\n"), null, List.of(), ToolChoice.AUTO, null);
  }

  private static GenerationOptions format(@Nullable String schema) {
    return new GenerationOptions(
        null,
        null,
        null,
        List.of(),
        new ResponseFormat("trip plan", schema),
        List.of(),
        ToolChoice.AUTO,
        null);
  }

  private static GenerationOptions parallel(GenerationOptions options, boolean parallel) {
    return new GenerationOptions(
        options.maxTokens(),
        options.temperature(),
        options.topP(),
        options.stop(),
        options.responseFormat(),
        options.tools(),
        options.toolChoice(),
        parallel);
  }

  private static ModelRequest request(GenerationOptions options) {
    return new ModelRequest("m-1", PROMPT, 64, null).withOptions(options);
  }

  private static String body(Dialect dialect, GenerationOptions options) {
    return WrittenRequests.body(dialect, request(options));
  }
}
