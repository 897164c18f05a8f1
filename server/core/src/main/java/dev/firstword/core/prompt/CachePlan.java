package dev.firstword.core.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cache breakpoints of a prompt: after the tools, after the instructions, after the newest
 * message that will be sent again unchanged, and where the provider is expected to have cached the
 * conversation before. A lookup goes back only 20 positions, but a step with parallel tool calls
 * adds two for each call. The end of the step before therefore has a breakpoint of its own, which
 * matches however many calls there were.
 *
 * @param breakpoints the breakpoints in order of position; at most {@value #MAX_BREAKPOINTS} with
 *     explicit caching
 * @param comparison what the provider is asked to compare the prompt with; null: nothing
 */
public record CachePlan(List<CacheBreakpoint> breakpoints, @Nullable CacheComparison comparison) {

  public static final CachePlan NONE = new CachePlan(List.of());

  /** The limit of Anthropic's Messages API. */
  static final int MAX_BREAKPOINTS = 4;

  /**
   * How many blocks a lookup goes back from a breakpoint, including its own block; a limit of the
   * same API.
   */
  static final int LOOKBACK_BLOCKS = 20;

  /**
   * The spacing of earlier breakpoints, where it is not known what is cached. They write nothing
   * beyond the newest one, but match what was cached when the conversation was up to 36 messages
   * shorter, because another model may have answered since.
   */
  private static final int OLDER_BREAKPOINT_SPACING = 16;

  /** What one request adds to the one before: an answer and what follows it. */
  private static final int MESSAGES_OF_A_STEP = 2;

  /** The block of a breakpoint after the last tool. */
  public static final int TOOLS = Prefixes.TOOLS;

  /**
   * A position up to which the prompt is cached.
   *
   * @param block {@link #TOOLS}: the tools; 0: the instructions; n: the n-th message
   */
  public record CacheBreakpoint(int block, CacheTtl ttl) {}

  public CachePlan {
    breakpoints = List.copyOf(breakpoints);
  }

  /** Creates a plan of which the provider says nothing. */
  public CachePlan(List<CacheBreakpoint> breakpoints) {
    this(breakpoints, null);
  }

  /** Returns a copy that asks the provider for this comparison; null: for none. */
  public CachePlan withComparison(@Nullable CacheComparison other) {
    return new CachePlan(breakpoints, other);
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
   * @param instructionsTtl the TTL of the tools and the instructions
   * @param warm the last block that the provider is known to have cached; less than the first if
   *     there is none
   */
  static CachePlan of(
      Prefixes prefixes, Prompt prompt, CacheRules rules, CacheTtl instructionsTtl, int warm) {
    return switch (rules.mode()) {
      case EXPLICIT ->
          explicitBreakpoints(prefixes, prompt, rules.minCacheableTokens(), instructionsTtl, warm);
      case AUTOMATIC -> automaticBreakpoints(prefixes, rules.minCacheableTokens());
    };
  }

  private static CachePlan explicitBreakpoints(
      Prefixes prefixes, Prompt prompt, int minTokens, CacheTtl instructionsTtl, int warm) {
    NavigableSet<Integer> blocks = new TreeSet<>();
    for (int block : byWorth(prefixes, prompt, warm)) {
      if (blocks.size() < MAX_BREAKPOINTS && prefixes.tokensUpTo(block) >= minTokens) {
        blocks.add(block);
      }
    }
    return new CachePlan(
        blocks.stream()
            .map(block ->
                new CacheBreakpoint(
                    block,
                    block <= Prefixes.INSTRUCTIONS ? instructionsTtl : CacheTtl.FIVE_MINUTES))
            .toList());
  }

  /** Returns where breakpoints are useful, the most useful first. */
  private static List<Integer> byWorth(Prefixes prefixes, Prompt prompt, int warm) {
    int newest = prompt.lastRepeated();
    int stable = prompt.stableMessages();
    int previous = newest - MESSAGES_OF_A_STEP;
    List<Integer> blocks = new ArrayList<>();
    blocks.add(newest);
    blocks.add(Prefixes.INSTRUCTIONS);
    if (warm < stable) {
      blocks.add(stable); // For the next turn, which lacks what only this one has.
    }
    for (int read : new int[] {previous, warm}) {
      if (isBeyondLookback(prefixes, read, newest)) {
        blocks.add(read);
      }
    }
    if (warm <= Prefixes.INSTRUCTIONS) {
      int older = (newest - 1) / OLDER_BREAKPOINT_SPACING * OLDER_BREAKPOINT_SPACING;
      int lastTurn = prompt.messagesBeforeLastStableQuestion();
      if (isBeyondLookback(prefixes, lastTurn, stable)) {
        blocks.add(lastTurn);
      }
      blocks.add(older);
      blocks.add(older - OLDER_BREAKPOINT_SPACING);
    }
    blocks.removeIf(block -> block < Prefixes.INSTRUCTIONS);
    if (prefixes.first() == Prefixes.TOOLS) {
      blocks.add(Prefixes.TOOLS);
    }
    return blocks;
  }

  /** Whether a lookup from the newest breakpoint does not reach an earlier one. */
  private static boolean isBeyondLookback(Prefixes prefixes, int earlier, int newest) {
    return earlier > Prefixes.INSTRUCTIONS
        && earlier < newest
        && prefixes.positionsBetween(earlier, newest) >= LOOKBACK_BLOCKS;
  }

  private static CachePlan automaticBreakpoints(Prefixes prefixes, int minTokens) {
    List<CacheBreakpoint> breakpoints = new ArrayList<>();
    for (int block = prefixes.first(); block <= prefixes.last(); block++) {
      if (prefixes.tokensUpTo(block) >= minTokens) {
        breakpoints.add(new CacheBreakpoint(block, CacheTtl.FIVE_MINUTES));
      }
    }
    return new CachePlan(breakpoints);
  }
}
