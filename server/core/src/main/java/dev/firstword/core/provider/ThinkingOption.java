package dev.firstword.core.provider;

/**
 * How much a model should think before it answers.
 *
 * @param budgetTokens the most tokens of a thought; 0 unless the level is {@link Level#BUDGET}
 */
public record ThinkingOption(Level level, int budgetTokens) {

  /** As the model does by itself. */
  public static final ThinkingOption AUTO = new ThinkingOption(Level.AUTO, 0);

  /** The smallest budget that providers accept. */
  public static final int MIN_BUDGET_TOKENS = 1_024;

  public static final int MAX_BUDGET_TOKENS = 128_000;

  /** The degrees of thinking. */
  public enum Level {
    OFF,
    AUTO,
    LOW,
    MEDIUM,
    HIGH,
    /** As much as fits into a number of tokens. */
    BUDGET
  }

  public ThinkingOption {
    boolean isBudget = budgetTokens >= MIN_BUDGET_TOKENS && budgetTokens <= MAX_BUDGET_TOKENS;
    if (level == Level.BUDGET ? !isBudget : budgetTokens != 0) {
      throw new IllegalArgumentException(level + " with " + budgetTokens + " tokens");
    }
  }

  /** Creates an option without a budget. */
  public static ThinkingOption of(Level level) {
    return new ThinkingOption(level, 0);
  }

  /**
   * Creates an option with a budget.
   *
   * @throws IllegalArgumentException if the budget is outside the limits
   */
  public static ThinkingOption budget(int tokens) {
    return new ThinkingOption(Level.BUDGET, tokens);
  }

  /** Whether only a model that can be asked to think can do this. */
  public boolean requiresThinking() {
    return switch (level) {
      case OFF, AUTO -> false;
      case LOW, MEDIUM, HIGH, BUDGET -> true;
    };
  }
}
