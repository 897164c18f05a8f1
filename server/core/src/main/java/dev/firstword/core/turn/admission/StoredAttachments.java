package dev.firstword.core.turn.admission;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.List;
import java.util.Map;

/**
 * Finds the images and files that a request refers to by their hashes, because its conversation has
 * them already. Their bytes stay in the store until the prompt needs them.
 */
final class StoredAttachments {

  private final AttachmentStore store;
  private final AttachmentPolicy policy;

  StoredAttachments(AttachmentStore store, AttachmentPolicy policy) {
    this.store = store;
    this.policy = policy;
  }

  /**
   * Returns the request with the descriptions of what it refers to. Blocks if it refers to any.
   *
   * @throws ProblemException with status 404 if the caller has no such attachment in the request's
   *     conversation, whether others have or not
   */
  ChatRequest resolve(Caller caller, ChatRequest request) {
    List<String> hashes =
        request.attachments().stream()
            .filter(Attachment::isReference)
            .map(attachment -> attachment.description().sha256())
            .toList();
    String conversationId = request.conversationId();
    if (hashes.isEmpty()) {
      return request;
    }
    if (conversationId == null) {
      throw new ProblemException(Problem.unknownAttachment());
    }
    Map<String, MediaDescription> found = store.describe(caller, conversationId, hashes);
    List<Attachment> attachments =
        request.attachments().stream()
            .map(attachment -> attachment.isReference() ? resolve(attachment, found) : attachment)
            .toList();
    long bytes = attachments.stream().mapToLong(each -> each.description().bytes()).sum();
    if (bytes > policy.maxTotalBytes()) {
      throw new ProblemException(Problem.attachmentsTooLarge(policy.maxTotalBytes()));
    }
    return request.withAttachments(attachments);
  }

  private static Attachment resolve(Attachment reference, Map<String, MediaDescription> found) {
    MediaDescription stored = found.get(reference.description().sha256());
    if (stored == null || stored.kind() != reference.description().kind()) {
      throw new ProblemException(Problem.unknownAttachment());
    }
    return new Attachment(stored, null);
  }
}
