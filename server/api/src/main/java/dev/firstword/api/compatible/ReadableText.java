package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.List;
import java.util.Set;

/**
 * The text in a request that cannot be translated. It is never sent; by its length and its newest
 * words the router judges the request.
 *
 * @param context everything but the question
 * @param question the newest text of the user
 */
record ReadableText(String context, String question) {

  private static final Set<String> FIELDS =
      Set.of("arguments", "content", "input", "instructions", "system", "text", "thinking");

  /** Returns the text of a request. */
  static ReadableText of(JsonNode root) {
    StringBuilder all = new StringBuilder();
    collect(root, all);
    JsonNode messages = root.has("messages") ? root.path("messages") : root.path("input");
    StringBuilder question = new StringBuilder(messages.isTextual() ? messages.asText() : "");
    for (int i = messages.size() - 1; i >= 0 && question.isEmpty(); i--) {
      if (messages.path(i).path("role").asText().equals("user")) {
        collect(messages.get(i), question);
      }
    }
    int repeated = question.isEmpty() ? -1 : all.lastIndexOf(question.toString());
    if (repeated >= 0) {
      all.delete(repeated, repeated + question.length());
    }
    return new ReadableText(all.toString(), question.toString());
  }

  /** Requests are no deeper than their parser allows. */
  private static void collect(JsonNode node, StringBuilder text) {
    node.properties()
        .forEach(field -> {
          if (FIELDS.contains(field.getKey()) && field.getValue().isTextual()) {
            append(field.getValue(), text);
          } else {
            collect(field.getValue(), text);
          }
        });
    if (node.isArray()) {
      node.forEach(element -> collect(element, text));
    }
  }

  private static void append(JsonNode value, StringBuilder text) {
    if (!value.asText().isBlank()) {
      text.append(text.isEmpty() ? "" : "\n").append(value.asText());
    }
  }

  /** Returns a prompt of the same length. */
  Prompt toPrompt(Caller caller) {
    List<PromptMessage> messages =
        question.isBlank() ? List.of() : List.of(new PromptMessage(Role.USER, question));
    return new Prompt(context, messages, 0, ConversationBuilder.cacheScope(caller));
  }
}
