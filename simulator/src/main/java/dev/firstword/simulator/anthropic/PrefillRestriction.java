package dev.firstword.simulator.anthropic;

import java.util.List;

/** The models that reject prefill: their conversations must end with a user message. */
final class PrefillRestriction {
  private static final List<String> MODEL_PREFIXES =
      List.of(
          "claude-fable-5",
          "claude-haiku-5-5",
          "claude-mythos-5",
          "claude-opus-4-6",
          "claude-opus-4-7",
          "claude-opus-4-8",
          "claude-opus-5",
          "claude-sonnet-4-6",
          "claude-sonnet-5");

  private PrefillRestriction() {}

  static boolean appliesTo(String model) {
    return MODEL_PREFIXES.stream().anyMatch(model::startsWith);
  }
}
