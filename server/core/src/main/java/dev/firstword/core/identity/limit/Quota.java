package dev.firstword.core.identity.limit;

import org.jspecify.annotations.Nullable;

/**
 * The rate limits of one user or one tenant.
 *
 * @param turnsPerMinute the number of turns they may start; null for unlimited
 * @param tokensPerMinute the number of tokens, input and output, their turns may use; null for
 *     unlimited
 */
public record Quota(@Nullable Integer turnsPerMinute, @Nullable Integer tokensPerMinute) {

  public static final Quota UNLIMITED = new Quota(null, null);
}
