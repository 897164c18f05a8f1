package dev.firstword.app.wiring;

import dev.firstword.app.config.LogSettings;
import dev.firstword.core.protocol.Redaction;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.running.TurnReport;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.operations.record.Vitals;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.Usage;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Records finished turns in the monitor, off the token path. */
record MonitoringTurnListener(
    Monitor monitor, LogSettings logSettings, InstantSource clock, Executor virtualThreads)
    implements TurnListener, Monitor.Listener {

  private static final Logger log = LoggerFactory.getLogger(MonitoringTurnListener.class);

  @Override
  public void onEnded(TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event) {
    // The turn ran on another node or was not measured, so its timing is unknown.
  }

  @Override
  public void onEnded(
      TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event, TurnReport report) {
    if (monitor.recordTurn(toFinishedTurn(identity, event, report))) {
      try {
        virtualThreads.execute(monitor::processPending);
      } catch (RejectedExecutionException _) {
        // Shutting down: the last snapshot counts them.
      }
    }
  }

  /** Logs one line that links a turn and its trace. */
  @Override
  public void onTurnEnded(FinishedTurn turn) {
    boolean isLogged =
        turn.outcome() == Outcome.FAILED || logSettings.turns() == LogSettings.Turns.ALL;
    log.atLevel(isLogged ? Level.INFO : Level.DEBUG)
        .addKeyValue("turn_id", turn.turnId())
        .addKeyValue("trace_id", turn.trace().traceId())
        .addKeyValue("tenant", turn.tenant())
        .addKeyValue("user", logSettings.showsUsers() ? turn.user() : Redaction.of(turn.user()))
        .addKeyValue("profile", turn.profile())
        .addKeyValue("model", turn.model())
        .addKeyValue("region", turn.region())
        .addKeyValue("outcome", turn.outcome().wireName())
        .addKeyValue("code", turn.errorCode())
        .addKeyValue("ttft_ms", turn.ttftMs())
        .addKeyValue("total_ms", turn.totalMs())
        .addKeyValue("input_tokens", turn.inputTokens())
        .addKeyValue("output_tokens", turn.usage().outputTokens())
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
  public void onVitals(Vitals seen, FinishedTurn turn) {
    // Vitals only go into the statistics.
  }

  private FinishedTurn toFinishedTurn(
      TurnIdentity identity, TurnEvent.Terminal event, TurnReport report) {
    String kind =
        report.complexity() == null ? "" : report.complexity().name().toLowerCase(Locale.ROOT);
    return new FinishedTurn(
        identity.turnId(),
        clock.millis(),
        identity.caller().tenant(),
        identity.caller().user(),
        report.profile(),
        kind,
        switch (event) {
          case TurnEvent.Done _ -> Outcome.DONE;
          case TurnEvent.Cancelled _ -> Outcome.CANCELLED;
          case TurnEvent.Failed _ -> Outcome.FAILED;
        },
        event instanceof TurnEvent.Failed failed ? failed.code() : null,
        report.trace(),
        event instanceof TurnEvent.Done done ? done.usage() : Usage.NONE,
        report.timeline());
  }
}
