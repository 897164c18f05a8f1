package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.prompt.ContentPart;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request of a chat hook of the AI SDK. It has the whole chat as the page shows it; what counts
 * is its last message, because the history is the server's.
 *
 * @param chatId the client's id of the chat
 */
public record UiChatRequest(String chatId, Content content) {

  /** What is new. */
  public sealed interface Content {}

  /**
   * A message of the user that is to be answered.
   *
   * @param messageId the client's id of the message; null if it has none
   * @param isAgain whether it was answered before, and is to be answered again
   * @param mayBeEdited whether the client may have changed a message that it sent before
   * @param fields those of a chat request
   * @param warnings sentences on what was ignored
   * @param digest a digest of the message
   */
  public record Question(
      @Nullable String messageId,
      boolean isAgain,
      boolean mayBeEdited,
      ObjectNode fields,
      List<String> warnings,
      String digest)
      implements Content {

    public Question {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The results of tools that an answer waits for.
   *
   * @param messageId the id of the answer
   * @param results at least one
   */
  public record ToolOutputs(String messageId, List<ContentPart.ToolResult> results)
      implements Content {

    public ToolOutputs {
      results = List.copyOf(results);
    }

    /** The ids of their calls. */
    public Set<String> callIds() {
      return results.stream()
          .map(ContentPart.ToolResult::callId)
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
