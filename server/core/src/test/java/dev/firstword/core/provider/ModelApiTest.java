package dev.firstword.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which options each API takes: a row lists those that do not take something, and why. */
final class ModelApiTest {

  private static final List<ToolDefinition> TOOLS =
      List.of(new ToolDefinition("weather", "", "{\"type\":\"object\"}"));

  /** What a request can ask for. */
  private static final Map<String, GenerationOptions> OPTIONS =
      Map.ofEntries(
          Map.entry("nothing", GenerationOptions.DEFAULT),
          Map.entry("tokens 16", sampling(16, null, null)),
          Map.entry("tokens 15", sampling(15, null, null)),
          Map.entry("temperature 1", sampling(null, 1.0, null)),
          Map.entry("temperature 2", sampling(null, 2.0, null)),
          Map.entry("top_p", sampling(null, null, 0.9)),
          Map.entry("temperature and top_p", sampling(null, 0.0, 0.9)),
          Map.entry("stop", stop("END")),
          Map.entry("blank stop", stop("\n")),
          Map.entry("object", format(null)),
          Map.entry("schema", format("{\"type\":\"object\"}")),
          Map.entry("tools", GenerationOptions.DEFAULT.withTools(TOOLS)),
          Map.entry("no tool", tools(ToolChoice.NONE)),
          Map.entry("any tool", tools(ToolChoice.REQUIRED)),
          Map.entry("one tool", tools(ToolChoice.tool("weather"))));

  @ParameterizedTest
  @EnumSource(ModelApi.class)
  void takesOptionsOfAModelThatDoesNotThink(ModelApi api) {
    for (String asked :
        List.of("nothing", "tokens 16", "temperature 1", "top_p", "schema", "tools", "one tool")) {
      assertThat(unsupported(api, asked, ThinkingControl.NONE, Level.AUTO)).as(asked).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      nullValues = "-",
      textBlock =
          """
          MESSAGES                | temperature 2         | NONE     | AUTO | a "temperature" above 1
          CHAT_COMPLETIONS        | temperature 2         | NONE     | AUTO | -
          OPENAI_CHAT_COMPLETIONS | temperature 2         | NONE     | AUTO | -
          RESPONSES               | temperature 2         | NONE     | AUTO | -
          MESSAGES                | temperature and top_p | NONE     | AUTO | "temperature" together with "top_p"
          CHAT_COMPLETIONS        | temperature and top_p | NONE     | AUTO | -
          MESSAGES                | temperature 1         | ADAPTIVE | AUTO | "temperature" or "top_p"
          MESSAGES                | temperature 1         | ADAPTIVE | OFF  | "temperature" or "top_p"
          MESSAGES                | top_p                 | BUDGET   | LOW  | "temperature" or "top_p" while it thinks
          MESSAGES                | temperature 1         | BUDGET   | AUTO | -
          CHAT_COMPLETIONS        | temperature 1         | EFFORT   | HIGH | -
          OPENAI_CHAT_COMPLETIONS | temperature 1         | EFFORT   | AUTO | "temperature" or "top_p" unless "thinking" is "off"
          OPENAI_CHAT_COMPLETIONS | temperature 1         | EFFORT   | OFF  | -
          RESPONSES               | top_p                 | EFFORT   | LOW  | "temperature" or "top_p" unless "thinking" is "off"
          RESPONSES               | top_p                 | EFFORT   | OFF  | -
          MESSAGES                | stop                  | ADAPTIVE | HIGH | -
          CHAT_COMPLETIONS        | stop                  | EFFORT   | HIGH | -
          OPENAI_CHAT_COMPLETIONS | stop                  | EFFORT   | HIGH | "stop" unless "thinking" is "off"
          OPENAI_CHAT_COMPLETIONS | stop                  | NONE     | AUTO | -
          RESPONSES               | stop                  | NONE     | AUTO | "stop"
          MESSAGES                | blank stop            | NONE     | AUTO | a "stop" of nothing but spaces
          CHAT_COMPLETIONS        | blank stop            | NONE     | AUTO | -
          MESSAGES                | any tool              | ADAPTIVE | LOW  | "tool_choice" other than "auto" and "none" while it thinks
          MESSAGES                | one tool              | BUDGET   | LOW  | "tool_choice" other than "auto" and "none" while it thinks
          MESSAGES                | no tool               | BUDGET   | LOW  | -
          MESSAGES                | tools                 | BUDGET   | LOW  | -
          MESSAGES                | any tool              | ADAPTIVE | AUTO | -
          RESPONSES               | one tool              | EFFORT   | HIGH | -
          MESSAGES                | object                | NONE     | AUTO | "response_format" without a schema
          CHAT_COMPLETIONS        | object                | NONE     | AUTO | -
          RESPONSES               | object                | NONE     | AUTO | -
          RESPONSES               | tokens 15             | NONE     | AUTO | "max_tokens" below 16
          MESSAGES                | tokens 15             | NONE     | AUTO | -
          """)
  void saysWhatItDoesNotTake(
      ModelApi api,
      String asked,
      ThinkingControl control,
      Level thinking,
      @Nullable String expected) {
    assertThat(unsupported(api, asked, control, thinking)).isEqualTo(expected);
  }

  /** A turn that stops thinking makes a further call with the same options. */
  @ParameterizedTest
  @EnumSource(ModelApi.class)
  void takesWithoutThinkingWhatItTakesWithIt(ModelApi api) {
    for (String asked : OPTIONS.keySet()) {
      for (ThinkingControl control : ThinkingControl.values()) {
        if (unsupported(api, asked, control, Level.HIGH) == null) {
          assertThat(unsupported(api, asked, control, Level.OFF)).as(asked).isNull();
        }
      }
    }
  }

  private static @Nullable String unsupported(
      ModelApi api, String asked, ThinkingControl control, Level thinking) {
    GenerationOptions options = OPTIONS.get(asked);
    assertThat(options).as(asked).isNotNull();
    return OptionPlan.of(
            new OptionPlan.Target(api, control.assumptions(), Set.of(), Set.of()),
            ThinkingOption.of(thinking),
            options,
            UnsupportedOptions.TRANSLATE)
        .refusal();
  }

  private static GenerationOptions sampling(
      @Nullable Integer maxTokens, @Nullable Double temperature, @Nullable Double topP) {
    return new GenerationOptions(
        maxTokens, temperature, topP, List.of(), null, List.of(), ToolChoice.AUTO, null);
  }

  private static GenerationOptions stop(String text) {
    return new GenerationOptions(
        null, null, null, List.of("END", text), null, List.of(), ToolChoice.AUTO, null);
  }

  private static GenerationOptions format(@Nullable String schema) {
    return new GenerationOptions(
        null,
        null,
        null,
        List.of(),
        new ResponseFormat("answer", schema),
        List.of(),
        ToolChoice.AUTO,
        null);
  }

  private static GenerationOptions tools(ToolChoice choice) {
    return GenerationOptions.DEFAULT.withTools(TOOLS).withToolChoice(choice);
  }
}
