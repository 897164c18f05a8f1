package dev.firstword.core.turn.admission;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.List;
import java.util.Map;

/**
 * Looks up the attachments that a request names by their hash, because the conversation has them
 * already. Their bytes are read with those of the history, when the prompt is made.
 */
final class StoredAttachments {

  private final AttachmentStore store;

  StoredAttachments(AttachmentStore store) {
    this.store = store;
  }

  /**
   * Returns the request with the descriptions of all its attachments. Blocks if it names some.
   *
   * @throws ProblemException if the conversation has no such attachment
   */
  TurnRequest lookUp(TurnRequest request) {
    ChatRequest chatRequest = request.chatRequest();
    List<String> hashes =
        chatRequest.attachments().stream()
            .filter(Attachment::isStored)
            .map(attachment -> attachment.description().sha256())
            .toList();
    if (hashes.isEmpty()) {
      return request;
    }
    String conversationId = chatRequest.conversationId();
    Map<String, MediaDescription> found =
        conversationId == null
            ? Map.of()
            : store.describe(request.caller(), conversationId, hashes);
    return request.withChatRequest(
        chatRequest.withAttachments(
            chatRequest.attachments().stream()
                .map(one -> one.isStored() ? described(one, found) : one)
                .toList()));
  }

  private static Attachment described(Attachment named, Map<String, MediaDescription> found) {
    MediaDescription description = found.get(named.description().sha256());
    if (description == null || description.kind() != named.description().kind()) {
      throw new ProblemException(Problem.unknownAttachment());
    }
    return Attachment.stored(description);
  }
}
