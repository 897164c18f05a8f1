package dev.firstword.prompt;

import java.util.List;

/**
 * What a model is sent: stable instructions first, then the conversation, oldest message first and
 * the user's newest last.
 *
 * @param system the instructions; empty for none
 * @param stableMessages how many, from the first, will be sent again as they are in turns to come;
 *     neither the question nor what was found for it, nor what comes after those
 * @param scope for whom it may be kept, and how
 */
public record Prompt(
    String system, List<PromptMessage> messages, int stableMessages, CacheScope scope) {

  public Prompt {
    messages = List.copyOf(messages);
  }

  /** A prompt of which nothing is said but what is in it. */
  public Prompt(String system, List<PromptMessage> messages) {
    this(system, messages, Math.max(0, messages.size() - 1), CacheScope.PLAIN);
  }

  /** The same for that scope. */
  public Prompt in(CacheScope other) {
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
