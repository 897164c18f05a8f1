package dev.firstword.core.profile;

import org.jspecify.annotations.Nullable;

/**
 * What a profile asks of the output, unless a request says otherwise, and how much a request may
 * ask for.
 *
 * @param temperature from 0 to 2; null for the model's default
 * @param topP more than 0, at most 1; null for the model's default
 * @param maxTokensLimit the longest answer that a request may ask for; null for the profile's own
 */
public record OutputPolicy(
    @Nullable Double temperature, @Nullable Double topP, @Nullable Integer maxTokensLimit) {

  /** The policy of a profile that specifies none. */
  public static final OutputPolicy DEFAULT = new OutputPolicy(null, null, null);
}
