package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parts of one prompt the Messages API takes. It refuses a call of one of its own tools
 * without a result, unless the answer continues: an answer that was broken off leaves such calls.
 */
final class ProviderBlocks {

  private final Set<String> finishedCalls = new HashSet<>();
  private final Set<ProviderBlock> brokenOff = new HashSet<>();

  ProviderBlocks(Prompt prompt) {
    List<PromptMessage> messages = prompt.messages();
    for (PromptMessage message : messages) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ProviderBlock block) {
          finishedCalls.add(string("tool_use_id", block));
        }
      }
    }
    for (PromptMessage message : messages.subList(0, prompt.indexOfQuestion() + 1)) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ProviderBlock block
            && string("type", block).endsWith("_tool_use")
            && !finishedCalls.contains(string("id", block))) {
          brokenOff.add(block);
        }
      }
    }
  }

  /** Returns a field of a block; empty if it has none. */
  private static String string(String name, ProviderBlock block) {
    try (JsonParser json = WireJson.parser(block.json())) {
      json.nextToken();
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals(name)) {
          return WireJson.stringOrEmpty(json);
        }
        json.skipChildren();
      }
    } catch (IOException unreadable) {
      // As if it had no fields.
    }
    return "";
  }

  /**
   * Returns whether the API has a form for a part. Without a signature or its encrypted form, the
   * provider cannot know a thought as its own.
   */
  boolean canExpress(ContentPart part) {
    return switch (part) {
      case Thought thought -> thought.signature() != null || thought.encrypted() != null;
      case ProviderBlock block -> !brokenOff.contains(block);
      default -> true;
    };
  }
}
