package dev.firstword.prompt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is asked to keep what it has read so far: after the instructions, and after the
 * newest message that will be sent again as it is. The question and what was found for it come
 * after the last mark; they are never sent again in that form.
 *
 * @param marks in the order of their places; at most {@value #MOST} where a request says them
 */
public record CachePlan(List<Mark> marks) {

  public static final CachePlan NONE = new CachePlan(List.of());

  /** What Anthropic's Messages API takes. */
  static final int MOST = 4;

  /** How many blocks a read looks back from a mark, the mark's own included; likewise. */
  static final int LOOK_BACK = 20;

  /**
   * Marks further back stand at multiples of this. They write nothing that the newest one does not,
   * and find what was kept when the conversation was 36 messages shorter: another model may have
   * answered since.
   */
  private static final int BETWEEN_OLDER = 16;

  /**
   * A place to keep what is before it.
   *
   * @param block 0: the instructions; n: the n-th message
   */
  public record Mark(int block, CacheLife life) {}

  public CachePlan {
    marks = List.copyOf(marks);
  }

  /** How long that block's end is to be kept; absent where it bears no mark. */
  public @Nullable CacheLife lifeAt(int block) {
    for (Mark mark : marks) {
      if (mark.block == block) {
        return mark.life;
      }
    }
    return null;
  }

  /**
   * Marks a prompt. Longer lives come first, as the provider wants; a conversation is one person's,
   * and kept for the shorter one.
   *
   * @param stableMessages how many messages, from the first, will be sent again as they are
   * @param instructions how long the instructions are to be kept
   */
  static CachePlan of(
      Prefixes prefixes, int stableMessages, CacheRules rules, CacheLife instructions) {
    return switch (rules.way()) {
      case MARKED -> marked(prefixes, stableMessages, rules.minimumTokens(), instructions);
      case AUTOMATIC -> everywhere(prefixes, rules.minimumTokens());
    };
  }

  private static CachePlan marked(
      Prefixes prefixes, int newest, int minimum, CacheLife instructions) {
    List<Mark> marks = new ArrayList<>(MOST);
    if (prefixes.tokensUpTo(0) >= minimum) {
      marks.add(new Mark(0, instructions));
    }
    int older = (newest - 1) / BETWEEN_OLDER * BETWEEN_OLDER;
    for (int block : new int[] {older - BETWEEN_OLDER, older, newest}) {
      if (block > 0 && prefixes.tokensUpTo(block) >= minimum) {
        marks.add(new Mark(block, CacheLife.FIVE_MINUTES));
      }
    }
    return new CachePlan(marks);
  }

  private static CachePlan everywhere(Prefixes prefixes, int minimum) {
    List<Mark> marks = new ArrayList<>();
    for (int block = 0; block < prefixes.blocks(); block++) {
      if (prefixes.tokensUpTo(block) >= minimum) {
        marks.add(new Mark(block, CacheLife.FIVE_MINUTES));
      }
    }
    return new CachePlan(marks);
  }
}
