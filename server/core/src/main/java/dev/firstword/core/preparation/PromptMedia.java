package dev.firstword.core.preparation;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaNote;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds the bytes of images and files to a prompt. They are read for each prompt and kept in no
 * cache, since a conversation may have far more of them than text.
 */
record PromptMedia(AttachmentStore attachments) {

  /**
   * The most bytes of media in one prompt: encoded in Base64 they stay below 32 MB, the limit of
   * Anthropic's Messages API.
   */
  static final long MAX_BYTES = 22 * 1024 * 1024;

  /**
   * Returns the prompt with its media. Notes replace those that no longer exist, and the oldest of
   * those that are too large together. Blocks if some have to be read.
   *
   * @param message the message to answer; what came with it is never left out
   */
  Prompt addTo(Prompt prompt, Caller caller, AcceptedMessage message) {
    Selection selection = select(prompt, message);
    if (selection.isEmpty()) {
      return prompt;
    }
    Map<String, byte[]> content = new HashMap<>();
    if (!selection.stored.isEmpty()) {
      content.putAll(attachments.load(caller, selection.stored));
    }
    message
        .content()
        .forEach((hash, bytes) -> {
          if (selection.received.contains(hash)) {
            content.put(hash, bytes);
          }
        });
    return new Prompt(
        prompt.system(),
        prompt.messages().stream()
            .map(each -> withNotes(each, content.keySet(), selection.leftOut))
            .toList(),
        prompt.stableMessages(),
        prompt.scope(),
        content);
  }

  /**
   * Which media of a prompt it can have, by their hash.
   *
   * @param received those that came with the request
   * @param stored those to be read from the store
   * @param leftOut those that would make the prompt too large, or for which memory is short
   */
  private record Selection(Set<String> received, Set<String> stored, Set<String> leftOut) {

    Selection() {
      this(new HashSet<>(), new HashSet<>(), new HashSet<>());
    }

    boolean isEmpty() {
      return received.isEmpty() && stored.isEmpty() && leftOut.isEmpty();
    }
  }

  /** Goes from the newest to the oldest, so that the oldest are left out. */
  private static Selection select(Prompt prompt, AcceptedMessage accepted) {
    Selection selection = new Selection();
    Set<String> reserved = new HashSet<>();
    accepted.media().forEach(media -> reserved.add(media.sha256()));
    long bytes = 0;
    for (PromptMessage message : prompt.messages().reversed()) {
      for (ContentPart part : message.parts().reversed()) {
        if (part instanceof ContentPart.Media(MediaDescription media)) {
          bytes += media.bytes(); // Repeated media are sent repeatedly.
          if (accepted.content().containsKey(media.sha256())) {
            selection.received.add(media.sha256());
          } else if (bytes <= MAX_BYTES
              && (reserved.contains(media.sha256()) || accepted.memory().test(media.bytes()))) {
            reserved.add(media.sha256());
            selection.stored.add(media.sha256());
          } else {
            selection.leftOut.add(media.sha256());
            bytes -= media.bytes();
          }
        }
      }
    }
    return selection;
  }

  private static PromptMessage withNotes(
      PromptMessage message, Set<String> available, Set<String> leftOut) {
    if (message.parts().stream().noneMatch(ContentPart.Media.class::isInstance)) {
      return message;
    }
    List<ContentPart> parts = new ArrayList<>();
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Media(MediaDescription media))
          || available.contains(media.sha256())) {
        parts.add(part);
      } else {
        parts.add(
            new ContentPart.Text(
                leftOut.contains(media.sha256())
                    ? MediaNote.leftOut(media)
                    : MediaNote.deleted(media)));
      }
    }
    return new PromptMessage(message.role(), joinTexts(parts));
  }

  /** A message of nothing but texts is one text, like those that never had media. */
  private static List<ContentPart> joinTexts(List<ContentPart> parts) {
    return parts.stream().allMatch(ContentPart.Text.class::isInstance)
        ? List.of(
            new ContentPart.Text(
                String.join(
                    "\n\n", parts.stream().map(part -> ((ContentPart.Text) part).text()).toList())))
        : parts;
  }
}
