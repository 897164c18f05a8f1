package dev.firstword.prompt;

import java.util.List;

/**
 * What a model is sent: stable instructions first, then the conversation, oldest message first and
 * the user's newest last.
 *
 * @param system the instructions; empty for none
 */
public record Prompt(String system, List<PromptMessage> messages) {

  public Prompt {
    messages = List.copyOf(messages);
  }

  /** One message of the conversation. Never blank: providers refuse empty text. */
  public record PromptMessage(Role role, String text) {}

  /** Who wrote a message. */
  public enum Role {
    USER,
    ASSISTANT
  }
}
