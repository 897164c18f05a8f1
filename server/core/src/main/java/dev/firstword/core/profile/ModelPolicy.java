package dev.firstword.core.profile;

import dev.firstword.core.provider.ThinkingOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which models may answer a profile's turns, and how.
 *
 * @param fallbacks the models that may hedge or replace the chosen one; absent: all, empty: none
 * @param thinking how much they should think, unless a request says otherwise
 */
public record ModelPolicy(@Nullable Set<String> fallbacks, ThinkingOption thinking) {

  /** The policy of a profile that specifies none. */
  public static final ModelPolicy ANY_MODEL = new ModelPolicy(null, ThinkingOption.AUTO);

  public ModelPolicy {
    fallbacks = fallbacks == null ? null : Set.copyOf(fallbacks);
  }

  public boolean allowsFallback(String model) {
    return fallbacks == null || fallbacks.contains(model);
  }
}
