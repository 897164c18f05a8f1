package dev.firstword.app;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.Monitor;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.Usage;
import dev.firstword.turn.TurnAccount;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnListener;
import dev.firstword.turn.TurnStore.Origin;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Tells the monitor of turns that have ended, off their way. */
record TurnReports(Monitor monitor, InstantSource clock, Executor virtualThreads)
    implements TurnListener {

  @Override
  public void ended(TurnIdentity identity, Origin origin, TurnEvent.Terminal event) {
    // One that did not run here: nobody knows where its time went.
  }

  @Override
  public void ended(
      TurnIdentity identity, Origin origin, TurnEvent.Terminal event, TurnAccount account) {
    FinishedTurn turn = turn(identity, event, account);
    try {
      virtualThreads.execute(() -> monitor.ended(turn));
    } catch (RejectedExecutionException _) {
      // Shutting down: the last turns go uncounted.
    }
  }

  private FinishedTurn turn(TurnIdentity identity, TurnEvent.Terminal event, TurnAccount account) {
    String kind =
        account.complexity() == null ? "" : account.complexity().name().toLowerCase(Locale.ROOT);
    return new FinishedTurn(
        identity.turnId(),
        clock.millis(),
        identity.caller().tenant(),
        identity.caller().user(),
        account.profile(),
        kind,
        switch (event) {
          case TurnEvent.Done _ -> Outcome.DONE;
          case TurnEvent.Cancelled _ -> Outcome.CANCELLED;
          case TurnEvent.Failed _ -> Outcome.FAILED;
        },
        event instanceof TurnEvent.Failed failed ? failed.code() : null,
        traceId(account.traceparent()),
        event instanceof TurnEvent.Done done ? done.usage() : Usage.NONE,
        account.recording());
  }

  /** The second part of a W3C trace context. */
  private static @Nullable String traceId(@Nullable String traceparent) {
    return traceparent == null ? null : traceparent.split("-", 4)[1];
  }
}
