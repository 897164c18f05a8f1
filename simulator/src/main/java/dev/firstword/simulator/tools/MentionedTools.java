package dev.firstword.simulator.tools;

import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ToolDefinition;
import java.util.List;
import java.util.Locale;

/** Finds the tools that the user's last message asks for: {@code `name`} or "use the tool name". */
final class MentionedTools {
  private MentionedTools() {}

  static List<String> find(PromptRequest prompt) {
    String message =
        prompt.messages().reversed().stream()
            .filter(sent -> sent.role() == ChatMessage.Role.USER)
            .findFirst()
            .map(ChatMessage::text)
            .orElse("");
    return prompt.tools().tools().stream()
        .map(ToolDefinition::name)
        .filter(name -> mentions(message, name))
        .toList();
  }

  private static boolean mentions(String message, String name) {
    if (message.contains("`" + name + "`")) {
      return true;
    }
    String phrase = "use the tool " + name.toLowerCase(Locale.ROOT);
    String lower = message.toLowerCase(Locale.ROOT);
    int at = lower.indexOf(phrase);
    int end = at + phrase.length();
    return at >= 0 && (end == lower.length() || !isPartOfName(lower.charAt(end)));
  }

  private static boolean isPartOfName(char next) {
    return Character.isLetterOrDigit(next) || next == '_' || next == '-';
  }
}
