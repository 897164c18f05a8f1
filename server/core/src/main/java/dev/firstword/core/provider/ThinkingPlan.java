package dev.firstword.core.provider;

import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.Display;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Thinking;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one request tells one model to think.
 *
 * @param asked what the request asks for
 * @param control how thinking is requested
 * @param fields what is sent
 * @param isTranslated whether this is the closest that the model takes, not what was asked
 * @param mayThink whether the model may think after all
 * @param reservedTokens how much the thought may take beyond the answer
 */
public record ThinkingPlan(
    ThinkingOption asked,
    ThinkingControl control,
    ThinkingFields fields,
    boolean isTranslated,
    boolean mayThink,
    int reservedTokens) {

  /** The plan for a model from which thinking cannot be requested. */
  public static final ThinkingPlan NONE = unknown(ThinkingOption.AUTO);

  private static ThinkingPlan unknown(ThinkingOption asked) {
    return new ThinkingPlan(asked, ThinkingControl.NONE, ThinkingFields.NONE, false, false, 0);
  }

  /**
   * Plans what to send.
   *
   * @param unsupported options that the model does not take whatever its capabilities say
   */
  public static ThinkingPlan of(
      ThinkingOption asked, ModelCapabilities model, Set<ModelOption> unsupported) {
    ThinkingPlan plan =
        switch (ThinkingControl.of(model)) {
          case NONE -> unknown(asked);
          case ADAPTIVE -> adaptive(asked, model.thinking());
          case BUDGET -> budget(asked, model.thinking());
          case EFFORT -> effort(asked, model.thinking());
        };
    for (ModelOption option : unsupported) {
      plan = plan.without(option);
    }
    return plan;
  }

  private static ThinkingPlan adaptive(ThinkingOption asked, Thinking model) {
    return switch (asked.level()) {
      case AUTO ->
          model.isDefault()
              ? adaptiveByDefault(asked, model)
              : notByDefault(asked, ThinkingControl.ADAPTIVE);
      case OFF -> notAdaptive(asked, model);
      case LOW, MEDIUM, HIGH, BUDGET ->
          thinking(
              asked,
              ThinkingControl.ADAPTIVE,
              withEffort(ThinkingType.ADAPTIVE, ThinkingBudget.effort(asked), model),
              ThinkingBudget.tokens(asked));
    };
  }

  /** A thought that the model hides would look like a model that does nothing. */
  private static ThinkingPlan adaptiveByDefault(ThinkingOption asked, Thinking model) {
    return thinking(
        asked,
        ThinkingControl.ADAPTIVE,
        model.defaultDisplay() == Display.OMITTED
            ? new ThinkingFields(ThinkingType.ADAPTIVE, null, 0, summary(model))
            : ThinkingFields.NONE,
        ThinkingBudget.tokens(asked));
  }

  private static ThinkingPlan notByDefault(ThinkingOption asked, ThinkingControl control) {
    return off(asked, control, ThinkingFields.NONE, false);
  }

  private static ThinkingPlan notAdaptive(ThinkingOption asked, Thinking model) {
    if (!model.isDefault()) {
      return notByDefault(asked, ThinkingControl.ADAPTIVE);
    }
    if (model.types().contains(ThinkingType.DISABLED)) {
      return off(asked, ThinkingControl.ADAPTIVE, ThinkingFields.of(ThinkingType.DISABLED), false);
    }
    if (model.types().contains(ThinkingType.BETWEEN_TOOLS)) {
      return off(
          asked, ThinkingControl.ADAPTIVE, ThinkingFields.of(ThinkingType.BETWEEN_TOOLS), true);
    }
    return leastThinking(asked, ThinkingControl.ADAPTIVE, ThinkingType.ADAPTIVE, model);
  }

  private static ThinkingPlan budget(ThinkingOption asked, Thinking model) {
    return switch (asked.level()) {
      case AUTO ->
          new ThinkingPlan(asked, ThinkingControl.BUDGET, ThinkingFields.NONE, false, true, 0);
      case OFF ->
          model.isDefault() && model.types().contains(ThinkingType.DISABLED)
              ? off(asked, ThinkingControl.BUDGET, ThinkingFields.of(ThinkingType.DISABLED), false)
              : notByDefault(asked, ThinkingControl.BUDGET);
      case LOW, MEDIUM, HIGH, BUDGET -> {
        int tokens = ThinkingBudget.tokens(asked);
        yield new ThinkingPlan(
            asked,
            ThinkingControl.BUDGET,
            new ThinkingFields(ThinkingType.ENABLED, null, tokens, null),
            false,
            true,
            tokens);
      }
    };
  }

  private static ThinkingPlan effort(ThinkingOption asked, Thinking model) {
    return switch (asked.level()) {
      case AUTO ->
          thinking(
              asked,
              ThinkingControl.EFFORT,
              new ThinkingFields(null, null, 0, summary(model)),
              ThinkingBudget.tokens(asked));
      case OFF ->
          model.efforts().contains(Effort.NONE)
              ? off(
                  asked,
                  ThinkingControl.EFFORT,
                  new ThinkingFields(ThinkingType.EFFORT, Effort.NONE, 0, null),
                  false)
              : leastThinking(asked, ThinkingControl.EFFORT, ThinkingType.EFFORT, model);
      case LOW, MEDIUM, HIGH, BUDGET ->
          thinking(
              asked,
              ThinkingControl.EFFORT,
              withEffort(ThinkingType.EFFORT, ThinkingBudget.effort(asked), model),
              ThinkingBudget.tokens(asked));
    };
  }

  private static ThinkingPlan thinking(
      ThinkingOption asked, ThinkingControl control, ThinkingFields fields, int reserved) {
    boolean isBudget = asked.level() == ThinkingOption.Level.BUDGET;
    return new ThinkingPlan(asked, control, fields, isBudget, true, reserved);
  }

  private static ThinkingPlan off(
      ThinkingOption asked, ThinkingControl control, ThinkingFields fields, boolean isTranslated) {
    return new ThinkingPlan(asked, control, fields, isTranslated, false, 0);
  }

  /** A model that cannot stop thinking is asked to think as little as it can. */
  private static ThinkingPlan leastThinking(
      ThinkingOption asked, ThinkingControl control, ThinkingType type, Thinking model) {
    int reserved = ThinkingBudget.tokens(ThinkingOption.of(ThinkingOption.Level.LOW));
    return new ThinkingPlan(
        asked, control, withEffort(type, Effort.LOW, model), true, true, reserved);
  }

  /** Asks for the effort, or the least one above it that the model takes. */
  private static ThinkingFields withEffort(ThinkingType type, Effort effort, Thinking model) {
    Effort closest =
        model.efforts().stream()
            .filter(taken -> taken.compareTo(effort) >= 0)
            .findFirst()
            .orElse(null);
    return new ThinkingFields(type, closest, 0, summary(model));
  }

  private static @Nullable Display summary(Thinking model) {
    return model.displays().contains(Display.SUMMARIZED) ? Display.SUMMARIZED : null;
  }

  /**
   * Returns a copy that asks for notes instead of a summary, if the model writes notes. It writes
   * them only between tool calls, so without tools there would be nothing to read.
   */
  ThinkingPlan withNotesBetweenTools(Thinking model) {
    return fields.display() == Display.SUMMARIZED && model.displays().contains(Display.UPDATES)
        ? new ThinkingPlan(
            asked,
            control,
            new ThinkingFields(
                fields.type(), fields.effort(), fields.budgetTokens(), Display.UPDATES),
            isTranslated,
            mayThink,
            reservedTokens)
        : this;
  }

  /** Whether the request itself says that the model is to think. */
  boolean isToldToThink() {
    return mayThink && (fields.effort() != null || fields.budgetTokens() > 0);
  }

  /** Returns a copy that does not ask for this; an equal one if it does not ask for it anyway. */
  ThinkingPlan without(ModelOption option) {
    return new ThinkingPlan(
        asked,
        option == ModelOption.THINKING ? ThinkingControl.NONE : control,
        fields.without(option),
        isTranslated,
        mayThink,
        reservedTokens);
  }

  /** Returns a copy whose thought takes at most this many tokens. */
  ThinkingPlan withReservedAtMost(int tokens) {
    return tokens >= reservedTokens
        ? this
        : new ThinkingPlan(
            asked, control, fields.withBudgetAtMost(tokens), isTranslated, mayThink, tokens);
  }
}
