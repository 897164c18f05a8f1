package dev.firstword.core.provider;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the model's output, besides how much it thinks. Absent options are left to
 * the profile and the model.
 *
 * @param maxTokens the longest answer in the model's tokens; null for the profile's
 * @param temperature from 0 to 2
 * @param topP more than 0, at most 1
 * @param stop the texts at which the answer stops; empty for none
 * @param responseFormat the form of the answer; null for free text
 * @param tools the tools that the model may call; empty for none
 * @param toolChoice whether it must call one
 * @param parallelToolCalls whether it may call several at once; null for the model's default
 */
public record GenerationOptions(
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    List<String> stop,
    @Nullable ResponseFormat responseFormat,
    List<ToolDefinition> tools,
    ToolChoice toolChoice,
    @Nullable Boolean parallelToolCalls) {

  /** Everything is left to the profile and the model. */
  public static final GenerationOptions DEFAULT =
      new GenerationOptions(null, null, null, List.of(), null, List.of(), ToolChoice.AUTO, null);

  public GenerationOptions {
    stop = List.copyOf(stop);
    tools = List.copyOf(tools);
  }

  /**
   * Returns a copy with its tools in the order of their names. Another order would be another
   * prefix for the provider's cache, and clients may build their lists anew for each request.
   */
  public GenerationOptions withToolsInOrder() {
    List<ToolDefinition> sorted =
        tools.stream().sorted(Comparator.comparing(ToolDefinition::name)).toList();
    return sorted.equals(tools) ? this : withTools(sorted);
  }

  /** Returns a copy with these tools. */
  public GenerationOptions withTools(List<ToolDefinition> definitions) {
    return new GenerationOptions(
        maxTokens,
        temperature,
        topP,
        stop,
        responseFormat,
        definitions,
        toolChoice,
        parallelToolCalls);
  }

  /** Returns a copy with this longest answer. */
  public GenerationOptions withMaxTokens(@Nullable Integer tokens) {
    return new GenerationOptions(
        tokens, temperature, topP, stop, responseFormat, tools, toolChoice, parallelToolCalls);
  }

  /** Returns a copy with this sampling. */
  public GenerationOptions withSampling(@Nullable Double newTemperature, @Nullable Double newTopP) {
    return new GenerationOptions(
        maxTokens,
        newTemperature,
        newTopP,
        stop,
        responseFormat,
        tools,
        toolChoice,
        parallelToolCalls);
  }

  /** Returns a copy that allows or forbids several tool calls at once. */
  public GenerationOptions withParallelToolCalls(@Nullable Boolean allowed) {
    return new GenerationOptions(
        maxTokens, temperature, topP, stop, responseFormat, tools, toolChoice, allowed);
  }

  /** Returns a copy with this tool choice. */
  public GenerationOptions withToolChoice(ToolChoice choice) {
    return new GenerationOptions(
        maxTokens, temperature, topP, stop, responseFormat, tools, choice, parallelToolCalls);
  }

  /**
   * A tool that the model may call.
   *
   * @param name letters, digits, {@code _} and {@code -}, at most 64
   * @param description what it does, for the model; may be empty
   * @param schema the JSON schema of its arguments, as a JSON text of an object
   */
  public record ToolDefinition(String name, String description, String schema) {}

  /**
   * A JSON answer.
   *
   * @param name a name for the schema, which some providers require
   * @param schema the JSON schema as a JSON text of an object; null for any JSON object
   */
  public record ResponseFormat(String name, @Nullable String schema) {}

  /**
   * Whether the model must call a tool.
   *
   * @param toolName the tool that it must call, if {@code mode} is {@link Mode#TOOL}
   */
  public record ToolChoice(Mode mode, @Nullable String toolName) {

    /** The model decides. */
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null);

    /** No tool may be called. */
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, null);

    /** Some tool must be called. */
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, null);

    /** This tool must be called. */
    public static ToolChoice tool(String name) {
      return new ToolChoice(Mode.TOOL, name);
    }

    /** The kinds of tool choice. */
    public enum Mode {
      AUTO,
      NONE,
      REQUIRED,
      TOOL
    }
  }
}
