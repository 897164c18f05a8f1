package dev.firstword.simulator.anthropic;

import java.util.List;

/** The models that answer a conversation only when it ends with the user. */
final class NoPrefill {
  private static final List<String> BEGINNINGS =
      List.of(
          "claude-opus-4-6",
          "claude-opus-4-7",
          "claude-opus-4-8",
          "claude-opus-5",
          "claude-sonnet-4-6",
          "claude-sonnet-5");

  private NoPrefill() {}

  static boolean concerns(String model) {
    return BEGINNINGS.stream().anyMatch(model::startsWith);
  }
}
