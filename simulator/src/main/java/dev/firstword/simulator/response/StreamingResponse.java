package dev.firstword.simulator.response;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a thought, if there is one, then an answer token by token, each in its own event and its
 * own write.
 *
 * <p>Each token is due a random gap after the previous one was due, not after it was sent. A delay
 * of one token therefore does not delay all later ones. A client that does not read stops the
 * sending, not the clock.
 */
public final class StreamingResponse implements ResponseTask {
  private static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";
  private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(5).toNanos();

  /** The maximum number of overdue events of one response sent before other calls run. */
  private static final int MAX_BURST_EVENTS = 16;

  private enum State {
    WAITING,
    STREAMING,
    SILENT,
    CLOSED
  }

  private final Scheduler scheduler;
  private final ResponseWriter writer;
  private final ResponsePlan plan;
  private final ResponseEncoder encoder;
  private final ResponseListener listener;
  private final ThoughtPlayback thought;

  private State state = State.WAITING;
  private Optional<Fault> pendingFault;
  private long nextTokenAtNanos;
  private long lastWriteAtNanos;
  private int tokensSent;
  private Scheduler.@Nullable Cancellable scheduled;

  public StreamingResponse(
      Scheduler scheduler, ResponseWriter writer, ResponsePlan plan, ResponseListener listener) {
    this.scheduler = scheduler;
    this.writer = writer;
    this.plan = plan;
    this.listener = listener;
    encoder = plan.encoder();
    thought = new ThoughtPlayback(plan.thought(), plan.thoughtAtNanos());
    pendingFault = plan.fault();
    nextTokenAtNanos = plan.firstTokenAtNanos();
  }

  @Override
  public void start() {
    scheduled = scheduler.scheduleAt(plan.headAtNanos(), this::sendHead);
  }

  @Override
  public void stop() {
    if (thought.isOpen()) {
      listener.onThoughtEnd(thought.tokensAt(scheduler.nanoTime()));
    }
    state = State.CLOSED;
    if (scheduled != null) {
      scheduled.cancel();
    }
  }

  @Override
  public int tokensSent() {
    return tokensSent;
  }

  private void sendHead() {
    if (pendingFault.isPresent() && pendingFault.get().afterTokens().isEmpty()) {
      applyFaultBeforeHead(pendingFault.get().kind());
    }
    if (state != State.WAITING) {
      return;
    }
    state = State.STREAMING;
    listener.onStart();
    writer.writeHead(200, CONTENT_TYPE, encoder.headers());
    writer.write(encoder.openingEvents());
    lastWriteAtNanos = scheduler.nanoTime();
    scheduleNextSend();
  }

  private void scheduleNextSend() {
    if (state == State.STREAMING) {
      scheduled =
          scheduler.scheduleAt(
              Math.min(nextEventAtNanos(), lastWriteAtNanos + KEEP_ALIVE_NANOS),
              this::sendDueEvents);
    }
  }

  private long nextEventAtNanos() {
    return thought.isOver() ? nextTokenAtNanos : thought.nextStepAtNanos();
  }

  private void sendDueEvents() {
    for (int burst = 0; burst < MAX_BURST_EVENTS && state == State.STREAMING; burst++) {
      if (writer.isCongested()) {
        writer.onDrain(this::scheduleNextSend);
        return;
      }
      long now = scheduler.nanoTime();
      if (nextEventAtNanos() > now) {
        sendKeepAliveIfDue(now);
        break;
      }
      if (!thought.isOver()) {
        sendThoughtStep(now);
      } else if (isFaultDue()) {
        applyFault();
      } else if (tokensSent == plan.answer().tokenCount()) {
        finish();
      } else {
        sendToken(now);
      }
    }
    scheduleNextSend();
  }

  private void sendKeepAliveIfDue(long now) {
    if (now - lastWriteAtNanos >= KEEP_ALIVE_NANOS) {
      lastWriteAtNanos = now;
      writer.write(encoder.keepAliveEvent());
    }
  }

  private void sendThoughtStep(long now) {
    ThoughtStep step = thought.takeNextStep();
    switch (step) {
      case ThoughtStep.Open _ -> listener.onThoughtStart();
      case ThoughtStep.Text _, ThoughtStep.TokenCount _, ThoughtStep.EmptyDelta _ -> {}
      case ThoughtStep.Stall _ -> state = State.SILENT;
      case ThoughtStep.Close _ -> listener.onThoughtEnd(thought.tokensAt(now));
    }
    send(encoder.thoughtEvents(step), now);
    if (step instanceof ThoughtStep.Close) {
      send(encoder.answerOpeningEvents(plan.answer()), now);
    }
  }

  private void sendToken(long now) {
    send(encoder.textEvent(plan.answer().token(tokensSent)), now);
    tokensSent++;
    if (tokensSent == 1) {
      listener.onFirstToken();
    }
    if (tokensSent < plan.answer().tokenCount()) {
      nextTokenAtNanos += plan.sampleGapNanos();
    }
  }

  private void send(byte[] events, long now) {
    if (events.length > 0) {
      lastWriteAtNanos = now;
      writer.write(events);
    }
  }

  private void finish() {
    writer.write(encoder.closingEvents(plan.answer()));
    finishWith(CallOutcome.FINISHED);
    writer.end();
  }

  /** A fault position beyond the answer's length takes effect at its end. */
  private boolean isFaultDue() {
    return pendingFault.isPresent()
        && (tokensSent == plan.answer().tokenCount()
            || tokensSent >= pendingFault.get().afterTokens().orElse(0));
  }

  /**
   * Only silence and a cut can occur before the head. Rejections never reach a response, and a
   * fault of the thought is in the plan's thought.
   */
  private void applyFaultBeforeHead(FaultKind kind) {
    if (kind == FaultKind.SILENCE) {
      state = State.SILENT;
    } else if (kind == FaultKind.CUT) {
      finishWith(CallOutcome.FAILED);
      writer.abort();
    }
  }

  private void applyFault() {
    Fault fault = pendingFault.orElseThrow();
    pendingFault = Optional.empty();
    switch (fault.kind()) {
      case SILENCE -> state = State.SILENT;
      case CUT -> {
        finishWith(CallOutcome.FAILED);
        writer.abort();
      }
      case REFUSE -> {
        finishWith(CallOutcome.FAILED);
        writer.reset();
      }
      case OVERLOADED, AUTHENTICATION, RATE_LIMIT, SERVER_ERROR -> {
        writer.write(encoder.errorEvent(fault));
        finishWith(CallOutcome.FAILED);
        writer.end();
      }
      case MALFORMED -> writer.write(encoder.malformedEvent());
      case HUGE_EVENT -> writer.write(encoder.textEvent(OversizedPayload.TEXT));
      case WEDGED_THINKING, EMPTY_DELTAS, HALF_OPEN, SLOW_DRIP, SPLIT -> {}
    }
  }

  /** Called before the response ends: a client that has read all of it finds the call recorded. */
  private void finishWith(CallOutcome outcome) {
    state = State.SILENT;
    writer.whenFlushed(() -> {
      if (state != State.CLOSED) {
        state = State.CLOSED;
        listener.onEnd(outcome, tokensSent);
      }
    });
  }
}
