package dev.firstword.simulator.response;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultEffect;
import dev.firstword.simulator.thinking.Thought;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends a complete reply at its scheduled time. */
public final class CompleteResponse implements ResponseTask {
  private final Scheduler scheduler;
  private final ResponseWriter writer;
  private final Supplier<JsonReply> reply;
  private final long startAtNanos;
  private final long sendAtNanos;
  private final Optional<Thought> thought;
  private final int tokenCount;
  private final Optional<Fault> fault;
  private final ResponseListener listener;

  private int tokensSent;
  private Scheduler.@Nullable Cancellable scheduled;

  /**
   * Creates a response without a thought that starts and is sent at the given times of the
   * scheduler's clock. Its reply counts as the given number of tokens.
   */
  public CompleteResponse(
      Scheduler scheduler,
      ResponseWriter writer,
      Supplier<JsonReply> reply,
      long startAtNanos,
      long sendAtNanos,
      int tokenCount,
      Optional<Fault> fault,
      ResponseListener listener) {
    this(
        scheduler,
        writer,
        reply,
        startAtNanos,
        sendAtNanos,
        Optional.empty(),
        tokenCount,
        fault,
        listener);
  }

  private CompleteResponse(
      Scheduler scheduler,
      ResponseWriter writer,
      Supplier<JsonReply> reply,
      long startAtNanos,
      long sendAtNanos,
      Optional<Thought> thought,
      int tokenCount,
      Optional<Fault> fault,
      ResponseListener listener) {
    this.scheduler = scheduler;
    this.writer = writer;
    this.reply = reply;
    this.startAtNanos = startAtNanos;
    this.sendAtNanos = sendAtNanos;
    this.thought = thought;
    this.tokenCount = tokenCount;
    this.fault = fault;
    this.listener = listener;
  }

  /**
   * Creates a response with the plan's complete answer, sent when a stream of it would have ended.
   */
  public static CompleteResponse fromPlan(
      Scheduler scheduler, ResponseWriter writer, ResponsePlan plan, ResponseListener listener) {
    int tokens = plan.output().tokenCount();
    long lastTokenAtNanos = plan.firstTokenAtNanos() + plan.sampleNanosFor(tokens - 1);
    return new CompleteResponse(
        scheduler,
        writer,
        () -> plan.encoder().completeReply(plan.output()),
        plan.headAtNanos(),
        lastTokenAtNanos,
        plan.thought(),
        tokens,
        plan.fault(),
        listener);
  }

  @Override
  public void start() {
    scheduled = scheduler.scheduleAt(startAtNanos, this::startResponse);
  }

  @Override
  public void stop() {
    if (scheduled != null) {
      scheduled.cancel();
    }
  }

  @Override
  public int tokensSent() {
    return tokensSent;
  }

  private void startResponse() {
    listener.onStart();
    scheduled = scheduler.scheduleAt(sendAtNanos, this::send);
  }

  private void send() {
    if (fault.isPresent()) {
      sendWithFault(fault.get());
    } else {
      finish(reply.get());
    }
  }

  private void sendWithFault(Fault appliedFault) {
    JsonReply intactReply = reply.get();
    switch (appliedFault.kind().effect()) {
      case FaultEffect.Interruption interruption ->
          interrupt(interruption, appliedFault, intactReply);
      case FaultEffect.StuckThought _ -> {}
      case FaultEffect.Rejection rejection ->
          throw new IllegalStateException(rejection + " refuses a call before it is answered");
      case FaultEffect.Delivery _, FaultEffect.Oddity _ -> finish(intactReply);
    }
  }

  private void interrupt(
      FaultEffect.Interruption interruption, Fault appliedFault, JsonReply intactReply) {
    switch (interruption) {
      case SILENCE -> {}
      case CUT -> {
        writer.whenFlushed(() -> listener.onEnd(CallOutcome.FAILED, 0));
        if (appliedFault.afterTokens().isPresent()) {
          writer.sendTruncated(intactReply, intactReply.body().length / 2);
        } else {
          writer.abort();
        }
      }
      case MALFORMED ->
          finish(
              intactReply.withBody(
                  Arrays.copyOf(intactReply.body(), intactReply.body().length - 1)));
      case HUGE_EVENT -> finish(intactReply.withBody(OversizedPayload.padded(intactReply.body())));
    }
  }

  private void finish(JsonReply completeReply) {
    writer.sendReply(
        completeReply,
        () -> {
          tokensSent = tokenCount;
          thought.ifPresent(present -> {
            listener.onThoughtStart();
            listener.onThoughtEnd(present.tokens());
          });
          listener.onFirstToken();
          listener.onEnd(CallOutcome.FINISHED, tokenCount);
        });
  }
}
