package dev.firstword.app;

import dev.firstword.identity.limit.RateLimits;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.Usage;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnListener;
import dev.firstword.turn.TurnStore.Origin;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Charges people for the tokens of their turns, once the provider has counted them. */
record TokenCharges(RateLimits limits, Executor virtualThreads) implements TurnListener {

  @Override
  public void ended(TurnIdentity identity, Origin origin, TurnEvent.Terminal event) {
    switch (event) {
      case TurnEvent.Done done ->
          charge(identity, tokens(done.usage()) + tokens(done.summaryUsage()));
      case TurnEvent.Cancelled _, TurnEvent.Failed _ -> {
        // Providers count at the end, so what came before it has no figure.
      }
    }
  }

  private static long tokens(Usage usage) {
    return usage.inputTokens()
        + usage.cacheCreationInputTokens()
        + usage.cacheReadInputTokens()
        + usage.outputTokens();
  }

  private void charge(TurnIdentity identity, long tokens) {
    try {
      virtualThreads.execute(() -> limits.spend(identity.caller(), tokens));
    } catch (RejectedExecutionException _) {
      // Shutting down: the counts of this node go with it.
    }
  }
}
