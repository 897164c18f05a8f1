package dev.firstword.core.direct;

import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ThinkingOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client of a provider-compatible API, in the server's own terms.
 *
 * @param api the name of the API in metrics, such as {@code messages}
 * @param model the name of the model as requested
 * @param prompt the whole conversation, which the client keeps
 * @param streamed whether the answer is delivered while it is written
 * @param includesUsage whether a stream of chat completions ends with the usage
 * @param ignoredFields the fields that have no effect here, in the order of the request
 * @param passthrough the request as the client wrote it, for models of its API; null if those get
 *     it translated as well
 * @param refusal why no model of another API can be asked this; null if one can
 */
public record DirectRequest(
    String api,
    String model,
    Prompt prompt,
    ThinkingOption thinking,
    GenerationOptions options,
    boolean streamed,
    boolean includesUsage,
    List<String> ignoredFields,
    @Nullable PassthroughRequest passthrough,
    @Nullable Problem refusal) {

  private static final int MAX_TEXT_BYTES = 1024 * 1024;

  public DirectRequest {
    ignoredFields = List.copyOf(ignoredFields);
  }

  /** Creates a request that is translated for all models. */
  public DirectRequest(
      String api,
      String model,
      Prompt prompt,
      ThinkingOption thinking,
      GenerationOptions options,
      boolean streamed,
      boolean includesUsage,
      List<String> ignoredFields) {
    this(api, model, prompt, thinking, options, streamed, includesUsage, ignoredFields, null, null);
  }

  /** Returns a copy that models of the client's API get as the client wrote it. */
  public DirectRequest withPassthrough(@Nullable PassthroughRequest request) {
    return with(prompt, request, refusal);
  }

  /** Returns a copy that no model of another API can be asked. */
  public DirectRequest refusedElsewhere(Problem reason) {
    return with(prompt, passthrough, reason);
  }

  /** Returns a copy with another prompt. */
  DirectRequest withPrompt(Prompt other) {
    return with(other, passthrough, refusal);
  }

  private DirectRequest with(
      Prompt newPrompt, @Nullable PassthroughRequest request, @Nullable Problem reason) {
    return new DirectRequest(
        api,
        model,
        newPrompt,
        thinking,
        options,
        streamed,
        includesUsage,
        ignoredFields,
        request,
        reason);
  }

  /**
   * Returns how many bytes of images and files are kept until the call ends, both decoded and in
   * the client's own request. In the request, they are whatever exceeds the longest text.
   */
  long contentBytes() {
    long media = prompt.media().values().stream().mapToLong(content -> content.length).sum();
    return passthrough == null
        ? media
        : media + Math.max(0, passthrough.body().length - MAX_TEXT_BYTES);
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
