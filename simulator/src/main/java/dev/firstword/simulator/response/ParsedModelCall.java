package dev.firstword.simulator.response;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.thinking.Thought;
import java.util.Optional;
import java.util.function.BiFunction;

/** The result of parsing a model request. */
public sealed interface ParsedModelCall {

  /**
   * A valid request. The encoder is created once the prompt's cache usage and the thought are
   * known.
   *
   * @param backgroundId the id of a response that continues without its client; empty for one that
   *     ends with the connection
   */
  record Accepted(
      PromptRequest prompt,
      BiFunction<CacheUsage, Optional<Thought>, ResponseEncoder> encoder,
      Optional<String> backgroundId)
      implements ParsedModelCall {

    public Accepted(
        PromptRequest prompt, BiFunction<CacheUsage, Optional<Thought>, ResponseEncoder> encoder) {
      this(prompt, encoder, Optional.empty());
    }
  }

  /** An invalid request, with its error reply. */
  record Rejected(JsonReply reply) implements ParsedModelCall {}
}
