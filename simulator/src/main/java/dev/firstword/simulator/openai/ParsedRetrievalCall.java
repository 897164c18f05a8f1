package dev.firstword.simulator.openai;

import dev.firstword.simulator.response.JsonReply;
import java.util.function.Supplier;

/** The result of parsing an embedding or rerank request. */
public sealed interface ParsedRetrievalCall {

  /** A valid request. Computing its reply may take milliseconds of CPU time. */
  record Accepted(String model, int inputTokens, Supplier<JsonReply> reply)
      implements ParsedRetrievalCall {}

  /** An invalid request, with its error reply. */
  record Rejected(JsonReply reply) implements ParsedRetrievalCall {}
}
