package dev.firstword.core.direct;

import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import java.util.List;

/**
 * A request of a client of a provider-compatible API, in the server's own terms.
 *
 * @param api the name of the API in metrics, such as {@code messages}
 * @param model the name of the model as requested
 * @param prompt the whole conversation, which the client keeps
 * @param streamed whether the answer is delivered while it is written
 * @param includesUsage whether a stream of chat completions ends with the usage
 * @param ignoredFields the fields that have no effect here, in the order of the request
 */
public record DirectRequest(
    String api,
    String model,
    Prompt prompt,
    ThinkingOption thinking,
    GenerationOptions options,
    boolean streamed,
    boolean includesUsage,
    List<String> ignoredFields) {

  public DirectRequest {
    ignoredFields = List.copyOf(ignoredFields);
  }

  /** Returns the newest text of the user, from which its complexity is judged. */
  String question() {
    for (Prompt.PromptMessage message : prompt.messages().reversed()) {
      if (message.role() == Prompt.Role.USER && !message.text().isEmpty()) {
        return message.text();
      }
    }
    return "";
  }
}
