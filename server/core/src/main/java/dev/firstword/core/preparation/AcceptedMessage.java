package dev.firstword.core.preparation;

import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A stored message that is waiting for an answer. Older messages are its history.
 *
 * @param media its images and files
 * @param content the bytes of those that came with the request, by their hash; the others are in
 *     the store
 * @param position its position in the conversation, from 1; absent if only the id is known
 * @param receivedNanos when the request was received
 * @param authenticatedNanos when the sender was authenticated
 * @param memory reserves memory for this many bytes of older images and files; returns whether
 *     there is enough. That for {@code media} is reserved
 */
public record AcceptedMessage(
    String userMessageId,
    String message,
    List<MediaDescription> media,
    Map<String, byte[]> content,
    @Nullable Long position,
    long receivedNanos,
    long authenticatedNanos,
    LongPredicate memory) {

  public AcceptedMessage {
    media = List.copyOf(media);
    content = Map.copyOf(content);
  }

  /** Creates a message with the attachments of its request. */
  public static AcceptedMessage of(
      String userMessageId,
      String message,
      List<Attachment> attachments,
      @Nullable Long position,
      long receivedNanos,
      long authenticatedNanos,
      LongPredicate memory) {
    Map<String, byte[]> content = new HashMap<>();
    for (Attachment attachment : attachments) {
      byte[] bytes = attachment.content();
      if (bytes != null) {
        content.put(attachment.description().sha256(), bytes);
      }
    }
    return new AcceptedMessage(
        userMessageId,
        message,
        attachments.stream().map(Attachment::description).toList(),
        content,
        position,
        receivedNanos,
        authenticatedNanos,
        memory);
  }
}
