package dev.firstword.core.provider;

import dev.firstword.core.model.ModelCapabilities.Display;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about thinking, in fields that all APIs have in some form.
 *
 * @param type null to leave it to the model
 * @param effort null for the model's default
 * @param budgetTokens 0 for none
 * @param display what to show of the thought; null for the model's default
 */
public record ThinkingFields(
    @Nullable ThinkingType type,
    @Nullable Effort effort,
    int budgetTokens,
    @Nullable Display display) {

  /** Nothing is said. */
  public static final ThinkingFields NONE = new ThinkingFields(null, null, 0, null);

  static ThinkingFields of(ThinkingType type) {
    return new ThinkingFields(type, null, 0, null);
  }

  /** Returns a copy that does not ask for this; itself for options that are not about thinking. */
  ThinkingFields without(ModelOption option) {
    return switch (option) {
      case THINKING -> NONE;
      case EFFORT -> new ThinkingFields(type, null, budgetTokens, display);
      case THINKING_DISPLAY -> new ThinkingFields(type, effort, budgetTokens, null);
      case TEMPERATURE,
          TOP_P,
          STOP,
          RESPONSE_FORMAT,
          TOOLS,
          TOOL_CHOICE,
          PARALLEL_TOOL_CALLS,
          CACHE_DIAGNOSTICS ->
          this;
    };
  }

  /** Returns a copy with at most this budget. */
  ThinkingFields withBudgetAtMost(int tokens) {
    return new ThinkingFields(type, effort, Math.min(budgetTokens, tokens), display);
  }

  /** Returns the effort as providers spell it; null for the model's default. */
  public @Nullable String effortName() {
    return effort == null ? null : effort.name().toLowerCase(Locale.ROOT);
  }
}
