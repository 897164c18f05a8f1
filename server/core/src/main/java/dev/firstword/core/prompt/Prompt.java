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
 * @param tiers what else of the request provider caches depend on
 */
public record Prompt(
    String system,
    List<PromptMessage> messages,
    int stableMessages,
    CacheScope scope,
    Map<String, byte[]> media,
    PromptTiers tiers) {

  public Prompt {
    messages = List.copyOf(messages);
    media = Map.copyOf(media);
  }

  /** Creates a prompt of a request without tools. */
  public Prompt(
      String system,
      List<PromptMessage> messages,
      int stableMessages,
      CacheScope scope,
      Map<String, byte[]> media) {
    this(system, messages, stableMessages, scope, media, PromptTiers.NONE);
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
    return new Prompt(system, messages, stableMessages, other, media, tiers);
  }

  /** Returns a copy for a request with these tools and settings. */
  public Prompt withTiers(PromptTiers other) {
    return new Prompt(system, messages, stableMessages, scope, media, other);
  }

  /** Returns a copy with as many messages, of which parts were left out. */
  Prompt withMessages(List<PromptMessage> others) {
    return new Prompt(system, others, stableMessages, scope, media, tiers);
  }

  /** Returns a copy that continues with these messages, which are not stable. */
  public Prompt append(List<PromptMessage> added) {
    List<PromptMessage> all = new ArrayList<>(messages);
    all.addAll(added);
    return new Prompt(system, all, stableMessages, scope, media, tiers);
  }

  /**
   * Returns how many messages, from the first, will be sent again unchanged. With tools these are
   * all of them: the next step of the turn repeats what later turns do not.
   */
  int lastRepeated() {
    return tiers.toolCount() > 0 ? messages.size() : stableMessages;
  }

  /**
   * Returns how many messages precede the last question that will be sent again unchanged. Where
   * each question has excerpts, this is what the turn before could cache for the turns after it.
   */
  int messagesBeforeLastStableQuestion() {
    int index = stableMessages - 1;
    while (index >= 0 && !messages.get(index).isQuestion()) {
      index--;
    }
    return Math.max(0, index);
  }

  /** Whether it has an image: the first one in a conversation loses what is cached of it. */
  boolean hasImages() {
    return messages.stream()
        .flatMap(message -> message.parts().stream())
        .anyMatch(part ->
            part instanceof ContentPart.Media(MediaDescription media)
                && media.kind() == MediaDescription.Kind.IMAGE);
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

    /** Whether a thought is among its parts. */
    public boolean hasThought() {
      return parts.stream().anyMatch(ContentPart.Thought.class::isInstance);
    }

    /** Returns a copy without its thoughts. */
    PromptMessage withoutThoughts() {
      return new PromptMessage(
          role, parts.stream().filter(part -> !(part instanceof ContentPart.Thought)).toList());
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
