package dev.firstword.routing.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Why prompts are not found again, by what was known when each was sent and what its provider then
 * counted: the newest of each model and profile, and no more of their text than the instructions
 * that came last. From any thread.
 */
public final class CacheMistakes {

  /** Models and profiles; the least recently used go first. */
  private static final int MOST_PLACES = 100;

  private static final int NEWEST = 100;

  /** Fewer say nothing. */
  public static final int LEAST = 30;

  /** From that share of prompts on it is a mistake. */
  public static final double MOST = 0.5;

  private final Cache<CacheAccounts.Of, Newest> places =
      Caffeine.newBuilder().maximumSize(MOST_PLACES).executor(Runnable::run).build();

  /** What became of a prompt in its provider's cache. */
  public enum Outcome {
    /** Something of it was there. */
    FOUND,
    /** Its instructions are shorter than what the model keeps. */
    UNDER_MINIMUM,
    /** Its instructions had been kept, and their time was over. */
    EXPIRED,
    /** Nobody had sent these instructions before. */
    CHANGED,
    /** It should have been there and was not. */
    MISSED
  }

  /**
   * A mistake.
   *
   * @param outcome what most prompts came to; never {@link Outcome#FOUND}
   * @param prompts the newest ones, on which it rests
   * @param share of those, 0 to 1
   * @param sameCharacters how many characters the last two instructions begin with in common
   */
  public record Seen(
      CacheAccounts.Of of, Outcome outcome, int prompts, double share, int sameCharacters) {}

  private static final class Newest {
    private final Deque<Outcome> outcomes = new ArrayDeque<>(NEWEST);
    private String instructions = "";
    private int sameCharacters;

    private synchronized void add(Outcome outcome, String text) {
      if (outcome == Outcome.CHANGED) {
        if (instructions.isEmpty()) {
          instructions = text;
          return; // The first ones are no change.
        }
        sameCharacters = sameBeginning(instructions, text);
      }
      instructions = text;
      outcomes.addLast(outcome);
      if (outcomes.size() > NEWEST) {
        outcomes.removeFirst();
      }
    }

    private synchronized Optional<Seen> mistake(CacheAccounts.Of of) {
      for (Outcome outcome : Outcome.values()) {
        long count = outcomes.stream().filter(outcome::equals).count();
        double share = (double) count / Math.max(LEAST, outcomes.size());
        if (outcome != Outcome.FOUND && outcomes.size() >= LEAST && share >= MOST) {
          return Optional.of(new Seen(of, outcome, outcomes.size(), share, sameCharacters));
        }
      }
      return Optional.empty();
    }
  }

  private static int sameBeginning(String one, String other) {
    int most = Math.min(one.length(), other.length());
    int same = 0;
    while (same < most && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    return same;
  }

  /** A prompt with those instructions came to that. */
  void add(CacheAccounts.Of of, Outcome outcome, String instructions) {
    places.get(of, _ -> new Newest()).add(outcome, instructions);
  }

  /** Those that there are by now, at most one for each model and profile. */
  public List<Seen> seen() {
    List<Seen> all = new ArrayList<>();
    places.asMap().forEach((of, newest) -> newest.mistake(of).ifPresent(all::add));
    return all;
  }
}
