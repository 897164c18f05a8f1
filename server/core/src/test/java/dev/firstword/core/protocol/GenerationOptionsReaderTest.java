package dev.firstword.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request asks of the output, and the tools that it brings. */
final class GenerationOptionsReaderTest {

  private static final String ORDERS =
      "{\"name\":\"get_orders\",\"description\":\"Finds orders\",\"parameters\":"
          + "{\"type\":\"object\",\"properties\":{\"year\":{\"type\":\"integer\"}}}}";

  @Test
  void readsEveryOption() {
    GenerationOptions options =
        read(
            "\"max_tokens\":500,\"temperature\":0.5,\"top_p\":1,\"stop\":[\"END\",\"\\n\"],"
                + "\"response_format\":{\"type\":\"json_schema\",\"name\":\"offer\",\"schema\":{}},"
                + "\"tools\":["
                + ORDERS
                + "],\"tool_choice\":{\"name\":\"get_orders\"},\"parallel_tool_calls\":false");

    assertThat(options)
        .isEqualTo(
            new GenerationOptions(
                500,
                0.5,
                1.0,
                List.of("END", "\n"),
                new ResponseFormat("offer", "{}"),
                List.of(
                    new ToolDefinition(
                        "get_orders",
                        "Finds orders",
                        "{\"type\":\"object\",\"properties\":{\"year\":{\"type\":\"integer\"}}}")),
                ToolChoice.tool("get_orders"),
                false));
  }

  @Test
  void nothingIsAskedByDefault() {
    assertThat(read("\"temperature\":null,\"tools\":null")).isEqualTo(GenerationOptions.DEFAULT);
    assertThat(read("\"response_format\":{\"type\":\"text\"}"))
        .isEqualTo(GenerationOptions.DEFAULT);
  }

  @Test
  void oneTextToStopAtNeedsNoList() {
    assertThat(read("\"stop\":\"END\"").stop()).containsExactly("END");
    assertThat(read("\"stop\":[]").stop()).isEmpty();
  }

  @Test
  void aToolNeedsOnlyAName() {
    assertThat(read("\"tools\":[{\"name\":\"now\"}]").tools())
        .containsExactly(new ToolDefinition("now", "", "{\"type\":\"object\",\"properties\":{}}"));
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "none, NONE", "required, REQUIRED"})
  void readsWhetherAToolMustBeCalled(String value, ToolChoice.Mode mode) {
    assertThat(read("\"tools\":[" + ORDERS + "],\"tool_choice\":\"" + value + "\"").toolChoice())
        .isEqualTo(new ToolChoice(mode, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"max_tokens\":0              | \"max_tokens\" must be a whole number over 0",
        "\"max_tokens\":1.5            | \"max_tokens\" must be",
        "\"temperature\":2.1           | \"temperature\" must be a number from 0 to 2",
        "\"temperature\":-0.1          | \"temperature\" must be",
        "\"temperature\":\"hot\"       | \"temperature\" must be",
        "\"temperature\":1e999         | a number that is too large",
        "\"top_p\":0                   | \"top_p\" must be a number over 0 and at most 1",
        "\"top_p\":1.01                | \"top_p\" must be",
        "\"stop\":\"\"                 | \"stop\" must be a string, or a list of at most 4",
        "\"stop\":[\"a\",3]            | \"stop\" must be",
        "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"] | \"stop\" must be",
        "\"stop\":{}                   | \"stop\" must be",
        "\"stop\":\"\\u0000\"          | \"stop\" holds characters that are not text",
        "\"parallel_tool_calls\":1     | \"parallel_tool_calls\" must be true or false",
        "\"response_format\":\"json\"  | \"response_format\" must have the type",
        "\"response_format\":{\"type\":\"xml\"}         | \"response_format\" must have the type",
        "\"response_format\":{\"type\":\"json_schema\"} | \"response_format.schema\" is missing",
        "\"response_format\":{\"type\":\"json_schema\",\"schema\":[]} | must be a JSON schema",
        "\"response_format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"text\"}} |"
            + " \"response_format.schema\" is not a JSON schema: at /type",
        "\"response_format\":{\"type\":\"json_schema\",\"name\":\"a b\",\"schema\":{}} |"
            + " \"response_format.name\" must be",
        "\"tools\":{}                  | \"tools\" must be a list",
        "\"tools\":[3]                 | \"tools[0]\" must be an object",
        "\"tools\":[{}]                | \"tools[0].name\" must be 1 to 64 letters",
        "\"tools\":[{\"name\":\"a b\"}]| \"tools[0].name\" must be",
        "\"tools\":[{\"name\":\"\u202ea\"}] | \"tools[0].name\" must be",
        "\"tools\":[{\"name\":\"a\"},{\"name\":\"a\"}] | \"tools[1].name\" is the name of another",
        "\"tools\":[{\"name\":\"a\",\"parameters\":[]}] | \"tools[0].parameters\" must be a JSON"
            + " schema",
        "\"tools\":[{\"name\":\"a\",\"parameters\":{\"type\":\"string\"}}] | must have the type"
            + " \"object\"",
        "\"tools\":[{\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"required\":\"x\"}}] |"
            + " \"tools[0].parameters\" is not a JSON schema: at /required",
        "\"tool_choice\":\"any\"       | \"tool_choice\" must be",
        "\"tool_choice\":{}            | \"tool_choice\" must be",
        "\"tool_choice\":\"required\"  | \"tool_choice\" names no tool",
        "\"tool_choice\":{\"name\":\"b\"} | \"tool_choice\" names no tool",
      })
  void refusesWhatIsOutOfRange(String fields, String reason) {
    Problem problem = ThrownProblem.of(() -> read(fields));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains(reason);
  }

  @Test
  void refusesALongTextToStopAt() {
    assertThat(read("\"stop\":\"" + "a".repeat(200) + "\"").stop()).hasSize(1);
    assertThat(ThrownProblem.of(() -> read("\"stop\":\"" + "a".repeat(201) + "\"")).detail())
        .contains("1 to 200 characters");
  }

  @Test
  void refusesMoreThan128Tools() {
    assertThat(read("\"tools\":[" + tools(128) + "]").tools()).hasSize(128);
    assertThat(ThrownProblem.of(() -> read("\"tools\":[" + tools(1_000) + "]")).detail())
        .contains("at most 128 tools");
  }

  private static String tools(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"name\":\"tool_" + i + "\"}")
        .collect(Collectors.joining(","));
  }

  @Test
  void refusesToolsThatAreTooLarge() {
    String description = "\"description\":\"" + "a".repeat(100 * 1024) + "\"";
    String two = "{\"name\":\"a\",%s},{\"name\":\"b\",%s}".formatted(description, description);

    assertThat(read("\"tools\":[" + two + "]").tools()).hasSize(2);
    assertThat(
            ThrownProblem.of(
                    () -> read("\"tools\":[" + two + ",{\"name\":\"c\"," + description + "}]"))
                .detail())
        .contains("at most 262144 bytes");
  }

  /** Each mistake could take a message; the first one is enough. */
  @Test
  void reportsOneOfManyMistakes() {
    String properties =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "\"p" + i + "\":1")
            .collect(Collectors.joining(","));

    Problem problem =
        ThrownProblem.of(() ->
            read(
                "\"tools\":[{\"name\":\"a\",\"parameters\":{\"properties\":{"
                    + properties
                    + "}}}]"));

    assertThat(problem.detail())
        .contains("is not a JSON schema: at /properties/p0")
        .hasSizeLessThan(500);
  }

  @Test
  void acceptsEveryFormOfAKeyword() {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},\"b\":true,"
            + "\"c\":{\"items\":{\"enum\":[1,null]},\"minItems\":0}},\"additionalProperties\":false}";

    assertThat(read("\"tools\":[{\"name\":\"a\",\"parameters\":" + schema + "}]").tools())
        .containsExactly(new ToolDefinition("a", "", schema));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 10_000, 100_000})
  void refusesASchemaThatIsNestedTooDeeply(int levels) {
    String schema = "{\"properties\":{\"a\":".repeat(levels) + "{}" + "}}".repeat(levels);

    Problem problem =
        ThrownProblem.of(() -> read("\"tools\":[{\"name\":\"a\",\"parameters\":" + schema + "}]"));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("nested more than 100 levels deep");
  }

  @Test
  void acceptsASchemaThatRefersToItself() {
    String tree =
        "{\"type\":\"object\",\"properties\":{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}},"
            + "\"next\":{\"$ref\":\"#/$defs/node\"},\"other\":{\"$ref\":\"#node\"}},"
            + "\"$defs\":{\"node\":{\"$anchor\":\"node\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/node\"}}}}}";

    assertThat(read("\"tools\":[{\"name\":\"a\",\"parameters\":" + tree + "}]").tools())
        .containsExactly(new ToolDefinition("a", "", tree));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"$ref\":\"#\"}                                     | refers to itself without end",
        "{\"allOf\":[{\"$ref\":\"#\"}]}                       | refers to itself without end",
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/b\"}]},\"b\":{\"not\":{\"$ref\":\"#/$defs/a\"}}}}"
            + " | refers to itself without end",
        "{\"$ref\":\"#/$defs/missing\"}                       | refers to \"#/$defs/missing\","
            + " which is not",
        "{\"$ref\":\"#missing\"}                              | refers to \"#missing\"",
        "{\"$ref\":\"https://example.com/schema\"}            | refers to"
            + " \"https://example.com/schema\"",
        "{\"$ref\":\"file:///etc/passwd\"}                    | refers to \"file:///etc/passwd\"",
        "{\"dependentSchemas\":{\"a\":{\"$ref\":\"#\"}}}    | refers to itself without end",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"dependencies\":{\"a\":{\"$ref\":\"#\"}}}"
            + " | refers to itself without end",
        "{\"properties\":{\"const\":{\"$ref\":\"#missing\"}}} | refers to \"#missing\"",
        "{\"$schema\":\"https://example.com/mine\"}           | names a version of JSON Schema",
        "{\"description\":\"\\ud800\"}                      | holds characters that are not text",
      })
  void refusesReferencesThatLeadNowhere(String schema, String reason) {
    Problem problem =
        ThrownProblem.of(() -> read("\"tools\":[{\"name\":\"a\",\"parameters\":" + schema + "}]"));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("\"tools[0].parameters\"").contains(reason);
  }

  /** It could not be written as JSON again, neither to the store nor to a provider. */
  @Test
  void refusesANumberThatIsTooLarge() {
    Problem problem =
        ThrownProblem.of(
            () -> read("\"tools\":[{\"name\":\"a\",\"parameters\":{\"maximum\":1e999}}]"));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).contains("a number that is too large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema"
      })
  void checksASchemaAgainstItsOwnVersion(String version) {
    String schema = "{\"$schema\":\"" + version + "\",\"type\":\"object\"}";

    assertThat(read("\"tools\":[{\"name\":\"a\",\"parameters\":" + schema + "}]").tools())
        .hasSize(1);
  }

  @Test
  void aPropertyMayHaveTheNameOfAKeyword() {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"$ref\":{\"type\":\"string\"},\"not\":{}},"
            + "\"default\":{\"$ref\":\"https://example.com\"}}";

    assertThat(read("\"tools\":[{\"name\":\"a\",\"parameters\":" + schema + "}]").tools())
        .hasSize(1);
  }

  private static GenerationOptions read(String fields) {
    return new ChatRequestReader(AttachmentPolicy.DEFAULT, 1024 * 1024)
        .read(("{\"message\":\"Hello\"," + fields + "}").getBytes(UTF_8))
        .options();
  }
}
