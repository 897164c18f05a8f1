package dev.firstword.simulator.prompt;

/** A message of a conversation, with its text blocks joined. */
public record ChatMessage(Role role, String text) {

  /** The author of a message. */
  public enum Role {
    USER,
    ASSISTANT,
    /** The result of a tool call. */
    TOOL
  }
}
