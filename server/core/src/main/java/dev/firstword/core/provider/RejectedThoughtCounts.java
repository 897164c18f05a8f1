package dev.firstword.core.provider;

/**
 * Thoughts that a provider did not accept back.
 *
 * @param refusedCalls the calls that it refused because of a thought; each was repeated without
 * @param droppedThoughts the thoughts that it reported to have left out itself
 */
public record RejectedThoughtCounts(long refusedCalls, long droppedThoughts) {

  /** None so far. */
  public static final RejectedThoughtCounts NONE = new RejectedThoughtCounts(0, 0);
}
