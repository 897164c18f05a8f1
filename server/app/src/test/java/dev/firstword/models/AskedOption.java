package dev.firstword.models;

import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a request can ask for: a column of the table of options. */
enum AskedOption {
  THINKING_OFF("`thinking: off`", thinking(Level.OFF)),
  THINKING_AUTO("`thinking: auto`", thinking(Level.AUTO)),
  THINKING_LOW("`thinking: low`", thinking(Level.LOW)),
  THINKING_HIGH("`thinking: high`", thinking(Level.HIGH)),
  THINKING_BUDGET("`thinking: 100000`", ThinkingOption.budget(100_000)),
  TEMPERATURE("`temperature: 0.5`", sampling(0.5, null), Level.AUTO),
  TOP_P("`top_p: 0.5`", sampling(null, 0.5), Level.AUTO),
  TEMPERATURE_WITHOUT_THINKING(
      "`temperature: 0.5`, `thinking: off`", sampling(0.5, null), Level.OFF),
  STOP(
      "`stop`",
      new GenerationOptions(
          null, null, null, List.of("END"), null, List.of(), ToolChoice.AUTO, null),
      Level.AUTO),
  SCHEMA("`response_format` with a schema", format("{\"type\":\"object\"}"), Level.AUTO),
  JSON("`response_format` without", format(null), Level.AUTO),
  TOOLS("`tools`", tools(ToolChoice.AUTO, null), Level.AUTO),
  ONE_TOOL_AT_ONCE("`parallel_tool_calls: false`", tools(ToolChoice.AUTO, false), Level.AUTO),
  FORCED_TOOL("`tool_choice: required`", tools(ToolChoice.REQUIRED, null), Level.AUTO),
  FORCED_TOOL_AND_THINKING(
      "`tool_choice: required`, `thinking: low`", tools(ToolChoice.REQUIRED, null), Level.LOW),
  LONG_ANSWER("`max_tokens: 200000`", GenerationOptions.DEFAULT.withMaxTokens(200_000), Level.AUTO);

  final String title;

  @SuppressWarnings("ImmutableEnumChecker") // a record of values and copied lists
  final GenerationOptions options;

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  final ThinkingOption thinking;

  AskedOption(String title, GenerationOptions options, Level thinking) {
    this.title = title;
    this.options = options;
    this.thinking = thinking(thinking);
  }

  AskedOption(String title, ThinkingOption thinking) {
    this.title = title;
    this.options = GenerationOptions.DEFAULT;
    this.thinking = thinking;
  }

  private static ThinkingOption thinking(Level level) {
    return ThinkingOption.of(level);
  }

  private static GenerationOptions sampling(@Nullable Double temperature, @Nullable Double topP) {
    return GenerationOptions.DEFAULT.withSampling(temperature, topP);
  }

  private static GenerationOptions format(@Nullable String schema) {
    return new GenerationOptions(
        null,
        null,
        null,
        List.of(),
        new ResponseFormat("form", schema),
        List.of(),
        ToolChoice.AUTO,
        null);
  }

  private static GenerationOptions tools(ToolChoice choice, @Nullable Boolean parallel) {
    ToolDefinition tool =
        new ToolDefinition("search", "Searches.", "{\"type\":\"object\",\"properties\":{}}");
    return new GenerationOptions(
        null, null, null, List.of(), null, List.of(tool), choice, parallel);
  }
}
