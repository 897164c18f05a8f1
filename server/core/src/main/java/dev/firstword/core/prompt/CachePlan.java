package dev.firstword.core.prompt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cache breakpoints of a prompt: after the instructions, and after the newest message that will
 * be sent again unchanged. The question and its excerpts come after the last breakpoint, since they
 * are never sent again in that form.
 *
 * @param breakpoints the breakpoints in order of position; at most {@value #MAX_BREAKPOINTS} with
 *     explicit caching
 */
public record CachePlan(List<CacheBreakpoint> breakpoints) {

  public static final CachePlan NONE = new CachePlan(List.of());

  /** The limit of Anthropic's Messages API. */
  static final int MAX_BREAKPOINTS = 4;

  /**
   * How many blocks a lookup goes back from a breakpoint, including its own block; a limit of the
   * same API.
   */
  static final int LOOKBACK_BLOCKS = 20;

  /**
   * The spacing of earlier breakpoints. They write nothing beyond the newest one, but match what
   * was cached when the conversation was up to 36 messages shorter, because another model may have
   * answered since.
   */
  private static final int OLDER_BREAKPOINT_SPACING = 16;

  /**
   * A position up to which the prompt is cached.
   *
   * @param block 0: the instructions; n: the n-th message
   */
  public record CacheBreakpoint(int block, CacheTtl ttl) {}

  public CachePlan {
    breakpoints = List.copyOf(breakpoints);
  }

  /** Returns the TTL of the breakpoint at the end of this block; null if there is none. */
  public @Nullable CacheTtl ttlAt(int block) {
    for (CacheBreakpoint breakpoint : breakpoints) {
      if (breakpoint.block == block) {
        return breakpoint.ttl;
      }
    }
    return null;
  }

  /**
   * Plans the breakpoints of a prompt. Longer TTLs come first, as the provider requires; a
   * conversation belongs to one user and gets the shorter TTL.
   *
   * @param stableMessages how many messages, from the first, will be sent again unchanged
   * @param instructionsTtl the TTL of the instructions
   */
  static CachePlan of(
      Prefixes prefixes, int stableMessages, CacheRules rules, CacheTtl instructionsTtl) {
    return switch (rules.mode()) {
      case EXPLICIT ->
          explicitBreakpoints(
              prefixes, stableMessages, rules.minCacheableTokens(), instructionsTtl);
      case AUTOMATIC -> automaticBreakpoints(prefixes, rules.minCacheableTokens());
    };
  }

  private static CachePlan explicitBreakpoints(
      Prefixes prefixes, int newest, int minTokens, CacheTtl instructionsTtl) {
    List<CacheBreakpoint> breakpoints = new ArrayList<>(MAX_BREAKPOINTS);
    if (prefixes.tokensUpTo(0) >= minTokens) {
      breakpoints.add(new CacheBreakpoint(0, instructionsTtl));
    }
    int older = (newest - 1) / OLDER_BREAKPOINT_SPACING * OLDER_BREAKPOINT_SPACING;
    for (int block : new int[] {older - OLDER_BREAKPOINT_SPACING, older, newest}) {
      if (block > 0 && prefixes.tokensUpTo(block) >= minTokens) {
        breakpoints.add(new CacheBreakpoint(block, CacheTtl.FIVE_MINUTES));
      }
    }
    return new CachePlan(breakpoints);
  }

  private static CachePlan automaticBreakpoints(Prefixes prefixes, int minTokens) {
    List<CacheBreakpoint> breakpoints = new ArrayList<>();
    for (int block = 0; block < prefixes.blocks(); block++) {
      if (prefixes.tokensUpTo(block) >= minTokens) {
        breakpoints.add(new CacheBreakpoint(block, CacheTtl.FIVE_MINUTES));
      }
    }
    return new CachePlan(breakpoints);
  }
}
