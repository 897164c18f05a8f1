package dev.firstword.core.provider;

import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.Availability;
import dev.firstword.core.model.ModelCapabilities.Cache;
import dev.firstword.core.model.ModelCapabilities.Display;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Input;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Thinking;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ModelCapabilities.Thoughts;
import dev.firstword.core.model.ModelCapabilities.Tools;
import java.util.Set;

/** How thinking is requested from a model. */
public enum ThinkingControl {
  /** It cannot be requested, or what the model takes is unknown. */
  NONE,
  /** By an effort, as newer models of the Messages API. */
  ADAPTIVE,
  /** By a budget of tokens, as older models of the Messages API. */
  BUDGET,
  /** By a reasoning effort, as models of the chat completions and Responses APIs. */
  EFFORT;

  private static final Set<Effort> COMMON_EFFORTS = Set.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH);

  /** What every provider charges at most and caches at least. */
  private static final Cache COMMON_CACHE = new Cache(1024, 0.1, 1.25, 2, false);

  /** Returns how thinking is requested from a model with these capabilities. */
  public static ThinkingControl of(ModelCapabilities capabilities) {
    Set<ThinkingType> types = capabilities.thinking().types();
    if (types.contains(ThinkingType.ADAPTIVE)) {
      return ADAPTIVE;
    }
    if (types.contains(ThinkingType.ENABLED)) {
      return BUDGET;
    }
    return types.contains(ThinkingType.EFFORT) ? EFFORT : NONE;
  }

  /**
   * Returns what is assumed of a model whose thinking is requested in this way and of which nothing
   * else is known. It is safe: the least that any such model takes, and that it may think by
   * default.
   */
  public ModelCapabilities assumptions() {
    Thinking thinking =
        switch (this) {
          case NONE -> Thinking.NONE;
          case ADAPTIVE ->
              new Thinking(
                  Set.of(ThinkingType.ADAPTIVE, ThinkingType.DISABLED),
                  true,
                  COMMON_EFFORTS,
                  null,
                  Set.of(Display.SUMMARIZED),
                  null);
          case BUDGET ->
              new Thinking(
                  Set.of(ThinkingType.ENABLED, ThinkingType.DISABLED),
                  true,
                  Set.of(),
                  null,
                  Set.of(),
                  null);
          case EFFORT ->
              new Thinking(
                  Set.of(ThinkingType.EFFORT),
                  true,
                  Set.of(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH),
                  null,
                  Set.of(Display.SUMMARIZED),
                  null);
        };
    return new ModelCapabilities(
        thinking,
        new Tools(Availability.ALWAYS, Availability.UNLESS_THINKING),
        this != ADAPTIVE,
        new Input(true, true, ModelCapabilities.UNLIMITED),
        ModelCapabilities.UNLIMITED,
        COMMON_CACHE,
        Thoughts.OWN,
        Lifecycle.ACTIVE);
  }
}
