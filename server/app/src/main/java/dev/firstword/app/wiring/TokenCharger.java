package dev.firstword.app.wiring;

import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.Usage;
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
