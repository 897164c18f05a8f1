package dev.firstword.simulator.response;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultEffect;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a thought, if there is one, then text and tool calls token by token, each in its own event
 * and its own write.
 *
 * <p>Each token is due a random gap after the previous one was due, not after it was sent. A delay
 * of one token therefore does not delay all later ones. A client that does not read stops the
 * sending, not the clock.
 */
public final class StreamingResponse implements ResponseTask {
  private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(5).toNanos();

  /** The maximum number of overdue events of one response sent before other calls run. */
  private static final int MAX_BURST_EVENTS = 16;

  /** Later than any test ends, yet small enough to be added to a clock's time. */
  private static final long NEVER_NANOS = Duration.ofDays(36_500).toNanos();

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
  private final OutputPlayback output;

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
    output = new OutputPlayback(plan.output());
    pendingFault = plan.fault();
    nextTokenAtNanos = plan.firstTokenAtNanos();
    if (!output.isOver()) {
      nextTokenAtNanos += plan.sampleNanosFor(output.nextTokens() - 1);
    }
  }

  @Override
  public void start() {
    // A client needs the id of a response in the background before the model begins.
    long headAt = writer.outlivesConnection() ? scheduler.nanoTime() : plan.headAtNanos();
    scheduled = scheduler.scheduleAt(headAt, this::sendHead);
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
    writer.writeHead(200, encoder.contentType(), encoder.headers());
    writer.write(encoder.openingEvents(plan.output()));
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
      } else if (output.isOver()) {
        finish();
      } else {
        sendOutputStep(now);
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
      send(encoder.answerOpeningEvents(plan.output()), now);
    }
  }

  private void sendOutputStep(long now) {
    OutputStep step = output.take();
    byte[] events =
        switch (step) {
          case OutputStep.Text(String piece) -> encoder.textEvent(piece);
          case OutputStep.OfToolCall ofCall -> encoder.toolCallEvents(ofCall, plan.output());
        };
    send(events, now);
    if (tokensSent == 0) {
      listener.onFirstToken();
    }
    tokensSent += step.tokens();
    if (!output.isOver()) {
      nextTokenAtNanos += plan.sampleNanosFor(output.nextTokens());
    }
  }

  private void send(byte[] events, long now) {
    if (events.length > 0) {
      lastWriteAtNanos = now;
      writer.write(events);
    }
  }

  private void finish() {
    writer.write(encoder.closingEvents(plan.output()));
    switch (encoder.streamEnd()) {
      case CLOSES -> {
        finishWith(CallOutcome.FINISHED);
        writer.end();
      }
      case STAYS_SILENT -> state = State.SILENT;
      case KEEPS_ALIVE -> {
        lastWriteAtNanos = scheduler.nanoTime();
        nextTokenAtNanos = lastWriteAtNanos + NEVER_NANOS;
      }
    }
  }

  /** A fault position beyond the answer's length takes effect at its end. */
  private boolean isFaultDue() {
    return pendingFault.isPresent()
        && (output.isOver() || tokensSent >= pendingFault.get().afterTokens().orElse(0));
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
    switch (fault.kind().effect()) {
      case FaultEffect.Interruption interruption -> interrupt(interruption);
      case FaultEffect.Rejection rejection -> {
        if (rejection != FaultEffect.Rejection.RESET) {
          writer.write(encoder.errorEvent(fault));
        }
        finishWith(CallOutcome.FAILED);
        if (rejection == FaultEffect.Rejection.RESET) {
          writer.reset();
        } else {
          writer.end();
        }
      }
      case FaultEffect.StuckThought _, FaultEffect.Delivery _, FaultEffect.Oddity _ -> {}
    }
  }

  private void interrupt(FaultEffect.Interruption interruption) {
    switch (interruption) {
      case SILENCE -> state = State.SILENT;
      case CUT -> {
        if (!writer.outlivesConnection()) {
          finishWith(CallOutcome.FAILED);
        }
        writer.abort();
      }
      case MALFORMED -> writer.write(encoder.malformedEvent());
      case HUGE_EVENT -> writer.write(encoder.textEvent(OversizedPayload.TEXT));
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
