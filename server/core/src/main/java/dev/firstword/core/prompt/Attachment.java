package dev.firstword.core.prompt;

import dev.firstword.core.prompt.MediaDescription.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An image or a file of a message.
 *
 * @param content the bytes that the description's hash covers; null if the message's conversation
 *     has them already
 */
@SuppressWarnings("ArrayRecordComponent") // written once and never compared
public record Attachment(MediaDescription description, byte @Nullable [] content) {

  /** Returns one that the conversation has already, and of which only the hash is known. */
  public static Attachment reference(Kind kind, String sha256) {
    return new Attachment(new MediaDescription(kind, "", "", sha256, 0, 0), null);
  }

  /** Whether only the hash is known. */
  public boolean isReference() {
    return content == null && description.mediaType().isEmpty();
  }
}
