package dev.firstword.simulator.response;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.prompt.PromptRequest;
import java.util.function.Function;

/** The result of parsing a model request. */
public sealed interface ParsedModelCall {

  /** A valid request. The encoder is created once the prompt's cache usage is known. */
  record Accepted(PromptRequest prompt, Function<CacheUsage, ResponseEncoder> encoder)
      implements ParsedModelCall {}

  /** An invalid request, with its error reply. */
  record Rejected(JsonReply reply) implements ParsedModelCall {}
}
