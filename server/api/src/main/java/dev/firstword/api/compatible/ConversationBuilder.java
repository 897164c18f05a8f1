package dev.firstword.api.compatible;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.RequestFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Builds a prompt from the messages of a request. Consecutive messages of one role become one,
 * which is how some APIs write the results of parallel tool calls.
 */
final class ConversationBuilder {

  /** Profiles share no caches with clients of these APIs. */
  private static final String CACHE_PROFILE = "api";

  private final List<String> system = new ArrayList<>();
  private final List<PromptMessage> messages = new ArrayList<>();
  private final Map<String, byte[]> media = new HashMap<>();

  /** Adds instructions. Providers take them before the conversation, wherever they stood in it. */
  void addSystem(String text) {
    if (!text.isBlank()) {
      system.add(text);
    }
  }

  /** Returns the part of an image or a file, and keeps its bytes. */
  ContentPart media(Attachment attachment) {
    media.put(
        attachment.description().sha256(), Objects.requireNonNull(attachment.content(), "content"));
    return new ContentPart.Media(attachment.description());
  }

  /** Adds a message; one without any parts is left out. */
  void add(Role role, List<ContentPart> parts) {
    if (parts.isEmpty()) {
      return;
    }
    List<ContentPart> all = new ArrayList<>();
    if (!messages.isEmpty() && messages.getLast().role() == role) {
      all.addAll(messages.removeLast().parts());
    }
    all.addAll(parts);
    if (role == Role.USER) {
      // Providers require the results before the user's own words.
      all.sort((a, b) -> Boolean.compare(!isResult(a), !isResult(b)));
    }
    messages.add(new PromptMessage(role, all));
  }

  private static boolean isResult(ContentPart part) {
    return part instanceof ContentPart.ToolResult;
  }

  /**
   * Returns the prompt.
   *
   * @param field the name of the list of messages
   * @throws dev.firstword.core.protocol.ProblemException if the last message is not the user's
   */
  Prompt build(RequestFields request, String field, Caller caller) {
    if (messages.isEmpty()) {
      throw request.invalid(field, "has no message with content");
    }
    if (messages.getLast().role() != Role.USER) {
      throw request.invalid(
          field,
          "ends with a message of the assistant; this server does not continue answers here");
    }
    return new Prompt(
        String.join("\n\n", system), messages, messages.size(), cacheScope(caller), media);
  }

  static CacheScope cacheScope(Caller caller) {
    return new CacheScope(caller.tenant(), CACHE_PROFILE, Set.of(CacheTtl.FIVE_MINUTES), false);
  }
}
