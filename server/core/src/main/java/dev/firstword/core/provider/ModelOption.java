package dev.firstword.core.provider;

/**
 * Something that a request can ask for and some models do not take.
 *
 * <p>An option of the style can be left out without harm. What the caller relies on, such as the
 * form of the answer, cannot.
 */
public enum ModelOption {
  THINKING("\"thinking\"", false),
  EFFORT("an effort of \"thinking\"", true),
  THINKING_DISPLAY("a summary of its thoughts", true),
  TEMPERATURE("\"temperature\"", true),
  TOP_P("\"top_p\"", true),
  STOP("\"stop\"", false),
  RESPONSE_FORMAT("\"response_format\"", false),
  TOOLS("\"tools\"", false),
  /** That a tool must be called. */
  TOOL_CHOICE("\"tool_choice\" other than \"auto\" and \"none\"", false),
  PARALLEL_TOOL_CALLS("\"parallel_tool_calls\"", true),
  /** That the provider says why a prompt is not found in its cache: our own wish. */
  CACHE_DIAGNOSTICS("cache diagnostics", true);

  private final String phrase;
  private final boolean isStyle;

  ModelOption(String phrase, boolean isStyle) {
    this.phrase = phrase;
    this.isStyle = isStyle;
  }

  /** Returns whether a request asks for this. */
  public boolean isAskedBy(GenerationOptions options) {
    return switch (this) {
      case THINKING, EFFORT, THINKING_DISPLAY -> false; // Asked for by a ThinkingOption.
      case CACHE_DIAGNOSTICS -> false; // Part of a CachePlan.
      case TEMPERATURE -> options.temperature() != null;
      case TOP_P -> options.topP() != null;
      case STOP -> !options.stop().isEmpty();
      case RESPONSE_FORMAT -> options.responseFormat() != null;
      case TOOLS -> !options.tools().isEmpty();
      case TOOL_CHOICE ->
          switch (options.toolChoice().mode()) {
            case AUTO, NONE -> false;
            case REQUIRED, TOOL -> true;
          };
      case PARALLEL_TOOL_CALLS -> options.parallelToolCalls() != null;
    };
  }

  /** Returns a copy of the options that does not ask for this, if it is an option of the style. */
  GenerationOptions removeFrom(GenerationOptions options) {
    return switch (this) {
      case TEMPERATURE -> options.withSampling(null, options.topP());
      case TOP_P -> options.withSampling(options.temperature(), null);
      case PARALLEL_TOOL_CALLS -> options.withParallelToolCalls(null);
      case THINKING,
          EFFORT,
          THINKING_DISPLAY,
          STOP,
          RESPONSE_FORMAT,
          TOOLS,
          TOOL_CHOICE,
          CACHE_DIAGNOSTICS ->
          options;
    };
  }

  /** Returns its name as the object of "does not take". */
  public String phrase() {
    return phrase;
  }

  /** Returns whether it can be left out without harm. */
  public boolean isStyle() {
    return isStyle;
  }
}
