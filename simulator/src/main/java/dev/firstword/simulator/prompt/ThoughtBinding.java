package dev.firstword.simulator.prompt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a thought is bound to: its model, the conversation before it without thoughts, and the
 * thought before it. All are hashes, of 64 bits each.
 *
 * @param previous 0 if no thought precedes it
 */
public record ThoughtBinding(long model, long conversation, long previous) {
  /** Bound to nothing. */
  public static final ThoughtBinding NONE = new ThoughtBinding(0, 0, 0);

  public static final int BYTES = 3 * Long.BYTES;

  /** Returns what a thought is bound to that follows another one directly. */
  public ThoughtBinding after(String mark) {
    return new ThoughtBinding(model, conversation, Tracker.hash(1, mark));
  }

  public void putInto(byte[] bytes) {
    ByteBuffer.wrap(bytes).putLong(model).putLong(conversation).putLong(previous);
  }

  public static ThoughtBinding readFrom(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ThoughtBinding(buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** Follows a conversation, and compares the thoughts in it with what they are bound to. */
  public static final class Tracker {
    private final long model;
    private long conversation;
    private long previous;

    public Tracker(String model) {
      this.model = hash(0, model);
    }

    /** Adds a part that is no thought. */
    public void add(String part) {
      conversation = hash(conversation, part);
    }

    /** Returns whether a thought is of this model. Others are ignored. */
    public boolean isOwn(ThoughtBinding binding) {
      return binding.model == model;
    }

    /**
     * Adds a thought of this model. One at the beginning may follow thoughts that were removed; in
     * the middle, none may be missing.
     *
     * @param mark what distinguishes it from others
     * @return whether it is bound to the conversation so far
     */
    public boolean addThought(ThoughtBinding binding, String mark) {
      boolean matches =
          binding.conversation == conversation && (previous == 0 || binding.previous == previous);
      previous = hash(1, mark);
      return matches;
    }

    /** Returns what a thought is bound to that follows now. */
    public ThoughtBinding next() {
      return new ThoughtBinding(model, conversation, previous);
    }

    private static long hash(long before, String text) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, before));
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
