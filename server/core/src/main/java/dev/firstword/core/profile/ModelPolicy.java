package dev.firstword.core.profile;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which models may answer a profile's turns.
 *
 * @param fallbacks the models that may hedge or replace the chosen one; absent: all, empty: none
 */
public record ModelPolicy(@Nullable Set<String> fallbacks) {

  /** The policy of a profile that specifies none. */
  public static final ModelPolicy ANY_MODEL = new ModelPolicy(null);

  public ModelPolicy {
    fallbacks = fallbacks == null ? null : Set.copyOf(fallbacks);
  }

  public boolean allowsFallback(String model) {
    return fallbacks == null || fallbacks.contains(model);
  }
}
