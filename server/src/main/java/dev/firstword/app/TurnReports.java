package dev.firstword.app;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.Vitals;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the monitor of turns that have ended, off their way. */
record TurnReports(Monitor monitor, InstantSource clock, Executor virtualThreads)
    implements TurnListener, Monitor.Listener {

  private static final Logger log = LoggerFactory.getLogger(TurnReports.class);

  @Override
  public void ended(TurnIdentity identity, Origin origin, TurnEvent.Terminal event) {
    // One that did not run here, or was not measured: nobody knows where its time went.
  }

  @Override
  public void ended(
      TurnIdentity identity, Origin origin, TurnEvent.Terminal event, TurnAccount account) {
    if (monitor.ended(turn(identity, event, account))) {
      try {
        virtualThreads.execute(monitor::settle);
      } catch (RejectedExecutionException _) {
        // Shutting down: the last snapshot counts them.
      }
    }
  }

  /** One line by which a turn is found in the log from its trace, and the other way round. */
  @Override
  public void ended(FinishedTurn turn) {
    log.atLevel(turn.outcome() == Outcome.FAILED ? Level.INFO : Level.DEBUG)
        .log(
            "{} {}: first text {} ms, total {} ms, model {}, trace {}",
            turn.turnId(),
            turn.outcome().wireName(),
            turn.ttftMs(),
            turn.totalMs(),
            turn.model(),
            turn.trace().traceId());
  }

  @Override
  public void seen(Vitals seen, FinishedTurn turn) {
    // What people saw is for the figures.
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
        account.trace(),
        event instanceof TurnEvent.Done done ? done.usage() : Usage.NONE,
        account.recording());
  }
}
