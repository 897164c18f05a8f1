package dev.firstword.core.conversation;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The attachments of one conversation of one caller, which records what is loaded. */
public final class InMemoryAttachments implements AttachmentStore {

  private final Map<String, Attachment> byHash = new ConcurrentHashMap<>();

  /** The hashes of each load. */
  public final List<List<String>> loads = new CopyOnWriteArrayList<>();

  /** Stores an attachment, unless it refers to what is stored. */
  public void add(Attachment attachment) {
    if (attachment.content() != null) {
      byHash.put(attachment.description().sha256(), attachment);
    }
  }

  public void delete(MediaDescription media) {
    byHash.remove(media.sha256());
  }

  @Override
  public Map<String, byte[]> load(Caller caller, Collection<String> hashes) {
    loads.add(new ArrayList<>(hashes));
    return byHash.entrySet().stream()
        .filter(_ -> caller.equals(InMemoryConversation.OWNER))
        .filter(entry -> hashes.contains(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> content(entry.getValue())));
  }

  @Override
  public Map<String, MediaDescription> describe(
      Caller caller, String conversationId, Collection<String> hashes) {
    return byHash.values().stream()
        .map(Attachment::description)
        .filter(_ -> caller.equals(InMemoryConversation.OWNER))
        .filter(media -> hashes.contains(media.sha256()))
        .collect(Collectors.toMap(MediaDescription::sha256, media -> media));
  }

  @Override
  public Optional<StoredAttachment> find(Caller caller, String conversationId, String hash) {
    return Optional.ofNullable(byHash.get(hash))
        .filter(_ -> caller.equals(InMemoryConversation.OWNER))
        .map(found -> new StoredAttachment(found.description().mediaType(), content(found)));
  }

  private static byte[] content(Attachment attachment) {
    return Objects.requireNonNull(attachment.content());
  }
}
