package dev.firstword.core.provider;

import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** An option that some models do not take, whatever the API of their provider takes. */
public enum ModelOption {
  TEMPERATURE("\"temperature\"", options -> options.temperature() != null),
  TOP_P("\"top_p\"", options -> options.topP() != null),
  STOP("\"stop\"", options -> !options.stop().isEmpty()),
  RESPONSE_FORMAT("\"response_format\"", options -> options.responseFormat() != null),
  TOOLS("\"tools\"", options -> !options.tools().isEmpty()),
  /** That a tool must be called. */
  TOOL_CHOICE("\"tool_choice\" other than \"auto\" and \"none\"", ModelOption::forcesTools);

  private static final Set<ModelOption> SAMPLING = Set.of(TEMPERATURE, TOP_P);
  private static final Set<ModelOption> SAMPLING_AND_TOOL_CHOICE =
      Set.of(TEMPERATURE, TOP_P, TOOL_CHOICE);

  /** Longer prefixes come before the shorter ones that they extend. */
  private static final List<KnownModel> KNOWN_MODELS =
      List.of(
          new KnownModel("claude-fable-5", SAMPLING_AND_TOOL_CHOICE),
          new KnownModel("claude-mythos-5", SAMPLING_AND_TOOL_CHOICE),
          new KnownModel("claude-opus-5-5", SAMPLING_AND_TOOL_CHOICE),
          new KnownModel("claude-sonnet-5-5", SAMPLING_AND_TOOL_CHOICE),
          new KnownModel("claude-opus-5", SAMPLING),
          new KnownModel("claude-sonnet-5", SAMPLING),
          new KnownModel("claude-haiku-5", SAMPLING),
          new KnownModel("claude-opus-4-7", SAMPLING),
          new KnownModel("claude-opus-4-8", SAMPLING));

  private record KnownModel(String prefix, Set<ModelOption> unsupported) {}

  private final String phrase;
  private final Predicate<GenerationOptions> isAsked;

  ModelOption(String phrase, Predicate<GenerationOptions> isAsked) {
    this.phrase = phrase;
    this.isAsked = isAsked;
  }

  /** Returns the options that a model does not take, as documented in November 2026. */
  public static Set<ModelOption> unsupportedBy(String model) {
    return KNOWN_MODELS.stream()
        .filter(known -> model.startsWith(known.prefix))
        .findFirst()
        .map(KnownModel::unsupported)
        .orElse(Set.of());
  }

  /** Returns whether a request asks for this. */
  public boolean isAskedBy(GenerationOptions options) {
    return isAsked.test(options);
  }

  /** Returns its name as the object of "does not take". */
  public String phrase() {
    return phrase;
  }

  static boolean forcesTools(GenerationOptions options) {
    ToolChoice.Mode mode = options.toolChoice().mode();
    return mode == ToolChoice.Mode.REQUIRED || mode == ToolChoice.Mode.TOOL;
  }
}
