package dev.firstword.core.prompt;

import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * An older message of the conversation, as a prompt can include it.
 *
 * @param text all of its text
 * @param parts its parts; empty if it is its text alone
 * @param position its position in the conversation, from 1; 0 if unspecified
 */
public record HistoryMessage(Role role, String text, List<ContentPart> parts, long position) {

  public HistoryMessage {
    parts = List.copyOf(parts);
  }

  /** Creates a message that is its text alone. */
  public HistoryMessage(Role role, String text, long position) {
    this(role, text, List.of(), position);
  }

  /**
   * Returns the messages of the prompt, which alternate between the roles. An answer with tool
   * calls has several; a blank message has none.
   */
  List<PromptMessage> promptMessages() {
    if (parts.isEmpty()) {
      return text.isBlank() ? List.of() : List.of(new PromptMessage(role, text));
    }
    return switch (role) {
      case USER -> userMessage(parts);
      case ASSISTANT -> AnswerRounds.split(parts);
    };
  }

  /** Whether it has no messages. */
  boolean isEmpty() {
    return parts.isEmpty() ? text.isBlank() : promptMessages().isEmpty();
  }

  private static List<PromptMessage> userMessage(List<ContentPart> parts) {
    List<ContentPart> sendable =
        parts.stream()
            .filter(part ->
                part instanceof ContentPart.Media
                    || (part instanceof ContentPart.Text text && !text.text().isBlank()))
            .toList();
    return sendable.isEmpty() ? List.of() : List.of(new PromptMessage(Role.USER, sendable));
  }

  /** Returns the message without tool calls, and with notes in place of its images and files. */
  public HistoryMessage withTextOnly() {
    List<String> texts = new ArrayList<>();
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.Media media) {
        texts.add(MediaNote.leftOut(media.media()));
      }
    }
    if (!text.isBlank()) {
      texts.add(text);
    }
    return new HistoryMessage(role, String.join("\n\n", texts), position);
  }

  /** The estimated tokens of its messages. */
  long tokens() {
    return parts.isEmpty()
        ? TokenEstimate.of(text)
        : promptMessages().stream().mapToLong(TokenEstimate::of).sum();
  }
}
