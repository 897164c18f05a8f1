package dev.firstword.simulator.response;

/**
 * Ids of tool calls. Each is unique, and says whether a thought preceded the call, so that a
 * request that lacks the thought is recognized without keeping any state.
 */
public final class CallId {
  private static final String OWN = "sim";
  private static final char AFTER_THOUGHT = 't';

  private CallId() {}

  /** Returns the id of a call, which begins with the given prefix. */
  public static String of(String prefix, String requestId, int index, boolean followsThought) {
    return prefix + suffix(requestId) + "n" + index + (followsThought ? AFTER_THOUGHT : "");
  }

  /** Returns whether an id was made here, for a call after a thought. */
  public static boolean followsThought(String id) {
    int start = id.indexOf('_') + 1;
    return id.startsWith(OWN, start) && id.charAt(id.length() - 1) == AFTER_THOUGHT;
  }

  /** Returns the part of a request id behind its prefix. */
  public static String suffix(String requestId) {
    return requestId.substring(requestId.indexOf('_') + 1);
  }
}
