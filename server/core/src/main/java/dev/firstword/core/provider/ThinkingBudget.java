package dev.firstword.core.provider;

import dev.firstword.core.model.ModelCapabilities.Effort;

/** What the levels of thinking mean to providers, which know efforts and numbers of tokens. */
final class ThinkingBudget {

  private static final int LOW_TOKENS = 4_096;
  private static final int MEDIUM_TOKENS = 16_384;
  private static final int HIGH_TOKENS = 32_768;

  private ThinkingBudget() {}

  /**
   * Returns how many tokens a thought may take. Providers count them as output, so they are added
   * to the longest answer.
   */
  static int tokens(ThinkingOption thinking) {
    return switch (thinking.level()) {
      case OFF -> 0;
      case LOW -> LOW_TOKENS;
      case AUTO, MEDIUM -> MEDIUM_TOKENS;
      case HIGH -> HIGH_TOKENS;
      case BUDGET -> thinking.budgetTokens();
    };
  }

  /**
   * Returns the effort that comes closest.
   *
   * @throws IllegalArgumentException for a level that is no effort
   */
  static Effort effort(ThinkingOption thinking) {
    return switch (thinking.level()) {
      case LOW -> Effort.LOW;
      case MEDIUM -> Effort.MEDIUM;
      case HIGH -> Effort.HIGH;
      case BUDGET -> effortFor(thinking.budgetTokens());
      case OFF, AUTO -> throw new IllegalArgumentException(thinking.level() + " is no effort");
    };
  }

  private static Effort effortFor(int tokens) {
    if (tokens <= LOW_TOKENS) {
      return Effort.LOW;
    }
    return tokens <= MEDIUM_TOKENS ? Effort.MEDIUM : Effort.HIGH;
  }
}
