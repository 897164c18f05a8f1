package dev.firstword.app;

import dev.firstword.identity.limit.RateLimiter;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.Usage;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnListener;
import dev.firstword.turn.TurnStore.TurnOrigin;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Charges users for the tokens of their turns once the provider has counted them. */
record TokenCharger(RateLimiter rateLimits, Executor virtualThreads) implements TurnListener {

  @Override
  public void onEnded(TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event) {
    switch (event) {
      case TurnEvent.Done done ->
          charge(identity, tokens(done.usage()) + tokens(done.summaryUsage()));
      case TurnEvent.Cancelled _, TurnEvent.Failed _ -> {
        // Providers report usage at the end, so an interrupted turn has no count.
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
      virtualThreads.execute(() -> rateLimits.chargeTokens(identity.caller(), tokens));
    } catch (RejectedExecutionException _) {
      // Shutting down: this node's counts are discarded anyway.
    }
  }
}
