package dev.firstword.core.preparation;

import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 */
public record AcceptedMessage(
    String userMessageId,
    String message,
    List<MediaDescription> media,
    Map<String, byte[]> content,
    @Nullable Long position,
    long receivedNanos,
    long authenticatedNanos) {

  public AcceptedMessage {
    media = List.copyOf(media);
    content = Map.copyOf(content);
  }

  /** Creates a message whose attachments came with the request. */
  public static AcceptedMessage of(
      String userMessageId,
      String message,
      List<Attachment> attachments,
      @Nullable Long position,
      long receivedNanos,
      long authenticatedNanos) {
    Map<String, byte[]> content = new HashMap<>();
    attachments.stream()
        .filter(one -> !one.isStored())
        .forEach(one -> content.put(one.description().sha256(), one.content()));
    return new AcceptedMessage(
        userMessageId,
        message,
        attachments.stream().map(Attachment::description).toList(),
        content,
        position,
        receivedNanos,
        authenticatedNanos);
  }
}
