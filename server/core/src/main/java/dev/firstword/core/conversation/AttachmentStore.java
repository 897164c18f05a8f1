package dev.firstword.core.conversation;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.MediaDescription;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the images and files of messages. They are stored with their message, once per tenant and
 * content, and deleted with the last conversation that has them. All methods block.
 */
public interface AttachmentStore {

  /**
   * Returns the bytes of those of the caller's attachments that exist, by their hash. What another
   * user or tenant has stored does not exist for the caller.
   */
  Map<String, byte[]> load(Caller caller, Collection<String> hashes);

  /**
   * Describes those attachments that one conversation of the caller has, by their hash, as their
   * newest message has them. Empty if the caller has no such conversation.
   */
  Map<String, MediaDescription> describe(
      Caller caller, String conversationId, Collection<String> hashes);

  /**
   * Returns an attachment of one conversation of the caller; empty if the caller has no such
   * conversation, or no message in it has such an attachment.
   */
  Optional<StoredAttachment> find(Caller caller, String conversationId, String hash);

  /**
   * A stored attachment.
   *
   * @param mediaType as detected when it was first sent in the conversation
   */
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  record StoredAttachment(String mediaType, byte[] content) {}
}
