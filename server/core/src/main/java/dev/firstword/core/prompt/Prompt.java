package dev.firstword.core.prompt;

import java.util.List;

/**
 * A prompt as sent to a model: stable instructions first, then the conversation, oldest message
 * first and the user's newest last.
 *
 * @param system the instructions; empty for none
 * @param stableMessages how many messages, from the first, will be sent again unchanged in later
 *     turns; excludes the question, its excerpts, and anything after them
 * @param scope within which tenant and profile it may be cached, and how
 */
public record Prompt(
    String system, List<PromptMessage> messages, int stableMessages, CacheScope scope) {

  public Prompt {
    messages = List.copyOf(messages);
  }

  /** Creates a prompt with default caching. */
  public Prompt(String system, List<PromptMessage> messages) {
    this(system, messages, Math.max(0, messages.size() - 1), CacheScope.DEFAULT);
  }

  /** Returns a copy with this cache scope. */
  public Prompt withScope(CacheScope other) {
    return new Prompt(system, messages, stableMessages, other);
  }

  /** One message of the conversation. Never blank: providers refuse empty text. */
  public record PromptMessage(Role role, String text) {}

  /** Who wrote a message. */
  public enum Role {
    USER,
    ASSISTANT
  }
}
