package dev.firstword.core.profile;

import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which models may answer a profile's turns, and how.
 *
 * @param fallbacks the models that may hedge or replace the chosen one; absent: all, empty: none
 * @param thinking how much they should think, unless a request says otherwise
 * @param unsupportedOptions how to handle options that a model does not take
 * @param onRefusal what to do if a model declines before it has written anything
 */
public record ModelPolicy(
    @Nullable Set<String> fallbacks,
    ThinkingOption thinking,
    UnsupportedOptions unsupportedOptions,
    OnRefusal onRefusal) {

  /** What to do if a model declines. */
  public enum OnRefusal {
    /** Ask one other model that may replace it. Nobody is asked until one agrees. */
    FALLBACK,
    /** Tell the user. */
    STOP
  }

  /** The policy of a profile that specifies none. */
  public static final ModelPolicy ANY_MODEL = new ModelPolicy(null, ThinkingOption.AUTO);

  /** Creates a policy that translates options. */
  public ModelPolicy(@Nullable Set<String> fallbacks, ThinkingOption thinking) {
    this(fallbacks, thinking, UnsupportedOptions.TRANSLATE, OnRefusal.FALLBACK);
  }

  public ModelPolicy {
    fallbacks = fallbacks == null ? null : Set.copyOf(fallbacks);
  }

  /** Returns how many refusals of one answer may lead to another model. */
  public int maxRefusalsPassedOn() {
    return switch (onRefusal) {
      case FALLBACK -> 1;
      case STOP -> 0;
    };
  }

  public boolean allowsFallback(String model) {
    return fallbacks == null || fallbacks.contains(model);
  }
}
