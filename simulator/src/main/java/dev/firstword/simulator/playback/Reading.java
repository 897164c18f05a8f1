package dev.firstword.simulator.playback;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.prompt.Ask;
import java.util.function.Function;

/** What a protocol makes of a request. */
public sealed interface Reading {

  /** It asks something; the answer is in this dialect once the prompt's cost is known. */
  record Understood(Ask ask, Function<CacheUsage, Dialect> dialect) implements Reading {}

  /** It is not acceptable, and this says why. */
  record Rejected(Reply reply) implements Reading {}
}
