package dev.firstword.core.provider;

import java.util.List;
import java.util.Set;

/** An option that some models do not take, whatever the API of their provider takes. */
public enum ModelOption {
  TEMPERATURE("\"temperature\""),
  TOP_P("\"top_p\""),
  STOP("\"stop\""),
  RESPONSE_FORMAT("\"response_format\""),
  TOOLS("\"tools\""),
  /** That a tool must be called. */
  TOOL_CHOICE("\"tool_choice\" other than \"auto\" and \"none\"");

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

  ModelOption(String phrase) {
    this.phrase = phrase;
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
    return switch (this) {
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
    };
  }

  /** Returns its name as the object of "does not take". */
  public String phrase() {
    return phrase;
  }
}
