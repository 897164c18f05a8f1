package dev.firstword.simulator.openai;

import dev.firstword.simulator.playback.Reply;
import java.util.function.Supplier;

/** What a request other than a chat asks for. */
public sealed interface Computation {

  /** Something that can be worked out, which may take milliseconds of a processor. */
  record Accepted(String model, int inputTokens, Supplier<Reply> reply) implements Computation {}

  /** It is not acceptable, and this says why. */
  record Rejected(Reply reply) implements Computation {}
}
