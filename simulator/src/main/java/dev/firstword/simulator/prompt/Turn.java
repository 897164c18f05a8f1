package dev.firstword.simulator.prompt;

/** One message of a conversation, its text blocks joined. */
public record Turn(Role role, String text) {

  /** Who speaks. */
  public enum Role {
    USER,
    ASSISTANT
  }
}
