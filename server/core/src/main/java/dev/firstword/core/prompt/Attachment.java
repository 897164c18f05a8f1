package dev.firstword.core.prompt;

import dev.firstword.core.prompt.MediaDescription.Kind;

/**
 * An image or a file of a message, with its bytes.
 *
 * @param content the bytes that the description's hash covers; empty if the conversation has them
 *     already
 */
@SuppressWarnings("ArrayRecordComponent") // written once and never compared
public record Attachment(MediaDescription description, byte[] content) {

  private static final byte[] NOT_SENT = {};

  /** An attachment whose bytes the conversation has already. */
  public static Attachment stored(MediaDescription description) {
    return new Attachment(description, NOT_SENT);
  }

  /** An attachment of which a request has only the kind and the hash. */
  public static Attachment stored(Kind kind, String sha256) {
    return stored(new MediaDescription(kind, "", "", sha256, 0, 0));
  }

  /** Whether the conversation has its bytes already. An attachment that is sent is never empty. */
  public boolean isStored() {
    return content.length == 0;
  }
}
