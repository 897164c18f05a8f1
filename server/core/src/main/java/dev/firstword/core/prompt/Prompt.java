package dev.firstword.core.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A prompt as sent to a model: stable instructions first, then the conversation, oldest message
 * first and the user's newest last.
 *
 * @param system the instructions; empty for none
 * @param stableMessages how many messages, from the first, will be sent again unchanged in later
 *     turns; excludes the question, its excerpts, and anything after them
 * @param scope within which tenant and profile it may be cached, and how
 * @param media the bytes of all images and files in the messages, by their hash
 */
public record Prompt(
    String system,
    List<PromptMessage> messages,
    int stableMessages,
    CacheScope scope,
    Map<String, byte[]> media) {

  public Prompt {
    messages = List.copyOf(messages);
    media = Map.copyOf(media);
  }

  /** Creates a prompt without images and files. */
  public Prompt(String system, List<PromptMessage> messages, int stableMessages, CacheScope scope) {
    this(system, messages, stableMessages, scope, Map.of());
  }

  /** Creates a prompt with default caching. */
  public Prompt(String system, List<PromptMessage> messages) {
    this(system, messages, Math.max(0, messages.size() - 1), CacheScope.DEFAULT);
  }

  /** Returns a copy with this cache scope. */
  public Prompt withScope(CacheScope other) {
    return new Prompt(system, messages, stableMessages, other, media);
  }

  /** Returns a copy that goes on with these messages, which are not stable. */
  public Prompt append(List<PromptMessage> added) {
    List<PromptMessage> all = new ArrayList<>(messages);
    all.addAll(added);
    return new Prompt(system, all, stableMessages, scope, media);
  }

  /** Returns the index of the user's newest message; -1 if there is none. */
  public int indexOfQuestion() {
    int index = messages.size() - 1;
    while (index >= 0 && !messages.get(index).isQuestion()) {
      index--;
    }
    return index;
  }

  /**
   * One message of the conversation.
   *
   * @param parts never empty; tool results come first in a message of the user, and only there
   */
  public record PromptMessage(Role role, List<ContentPart> parts) {

    public PromptMessage {
      parts = List.copyOf(parts);
    }

    /** Creates a message of text, which is not blank: providers refuse empty text. */
    public PromptMessage(Role role, String text) {
      this(role, List.of(new ContentPart.Text(text)));
    }

    /** The text alone; empty if there is none. */
    public String text() {
      if (parts.size() == 1 && parts.getFirst() instanceof ContentPart.Text only) {
        return only.text();
      }
      return parts.stream()
          .filter(ContentPart.Text.class::isInstance)
          .map(part -> ((ContentPart.Text) part).text())
          .collect(Collectors.joining("\n\n"));
    }

    /** Whether the user wrote it: the results of tools are messages of the user too. */
    boolean isQuestion() {
      return role == Role.USER
          && !parts.stream().allMatch(ContentPart.ToolResult.class::isInstance);
    }

    /** Whether the message is nothing but one text. */
    public boolean isPlainText() {
      return parts.size() == 1 && parts.getFirst() instanceof ContentPart.Text;
    }
  }

  /** Who wrote a message. */
  public enum Role {
    USER,
    ASSISTANT
  }
}
