package dev.firstword.adapters.dialect;

import dev.firstword.core.provider.ThinkingOption;

/** What the levels of thinking mean to providers, which know efforts and numbers of tokens. */
public final class ThinkingBudget {

  private static final int LOW_TOKENS = 4_096;
  private static final int MEDIUM_TOKENS = 16_384;
  private static final int HIGH_TOKENS = 32_768;

  private ThinkingBudget() {}

  /**
   * Returns how many tokens a thought may take. Providers count them as output, so they are added
   * to the longest answer.
   */
  public static int tokens(ThinkingOption thinking) {
    return switch (thinking.level()) {
      case OFF -> 0;
      case LOW -> LOW_TOKENS;
      case AUTO, MEDIUM -> MEDIUM_TOKENS;
      case HIGH -> HIGH_TOKENS;
      case BUDGET -> thinking.budgetTokens();
    };
  }

  /**
   * Returns the name of the effort that comes closest.
   *
   * @throws IllegalArgumentException for a level that is no effort
   */
  public static String effort(ThinkingOption thinking) {
    return switch (thinking.level()) {
      case LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH -> "high";
      case BUDGET -> effortFor(thinking.budgetTokens());
      case OFF, AUTO -> throw new IllegalArgumentException(thinking.level() + " is no effort");
    };
  }

  private static String effortFor(int tokens) {
    if (tokens <= LOW_TOKENS) {
      return "low";
    }
    return tokens <= MEDIUM_TOKENS ? "medium" : "high";
  }
}
