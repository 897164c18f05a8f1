package dev.firstword.identity.limit;

import org.jspecify.annotations.Nullable;

/**
 * How much one user or one tenant may.
 *
 * @param turnsPerMinute how many turns they may begin; absent: any number
 * @param tokensPerMinute how many tokens their turns may use, read and written; absent: any number
 */
public record Allowance(@Nullable Integer turnsPerMinute, @Nullable Integer tokensPerMinute) {

  public static final Allowance UNLIMITED = new Allowance(null, null);
}
