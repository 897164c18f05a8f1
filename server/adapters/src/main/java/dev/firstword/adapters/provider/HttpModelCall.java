package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenAiService;
import dev.firstword.adapters.dialect.RateLimitHeaders;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.ResumePoint;
import dev.firstword.adapters.dialect.RetryAfter;
import dev.firstword.adapters.dialect.ToolCallIds;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.prompt.ThoughtReplayRules;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.loop.EventLoop;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model call over HTTP. Distinguishes answers from error responses and enforces the size limits
 * of both. What a successful response is, its content shows.
 */
final class HttpModelCall implements ModelCall, ResponseListener {

  private static final Logger log = LoggerFactory.getLogger(HttpModelCall.class);

  /** How long the usage of a complete answer may take if the response does not end. */
  private static final Duration FINISH_GRACE = Duration.ofMillis(500);

  /** How long to wait for the id of an answer in the background, to stop it. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final WireDialect dialect;
  private final Transport transport;
  private final ResponseLimits limits;
  private final InstantSource clock;
  private final EventLoop loop;
  private final ListenerGate gate;
  private final ResponseTranslator translator;
  private final RepeatableCall.ErrorHandler errorHandler;
  private final IntConsumer onDroppedThoughts;

  /** Passes the answer on in the provider's own form; null if nobody asked for that. */
  private final @Nullable PassthroughTap tap;

  private final ModelCallListener listener;

  private final ContentDecoder.Sink sink = this::read;

  private ContentDecoder decoder = new ContentDecoder(null);
  private final ResumeBackoff resumeBackoff = new ResumeBackoff();
  private @Nullable ClientCall clientCall;
  private @Nullable ErrorResponse errorResponse;
  private EventLoop.@Nullable Timer graceTimer;
  private EventLoop.@Nullable Timer resumeTimer;
  private EventLoop.@Nullable Timer stopTimer;
  private boolean isResumed;
  private boolean isStopping;

  /** The length of the answer when the grace began. */
  private int finishedLength;

  private boolean isReleased;
  private long answerBytes;

  /**
   * Creates a call without sending it. Everything happens on the given loop.
   *
   * @param errorHandler hears of an error response before the listener, which does not if the call
   *     is repeated
   * @param onDroppedThoughts hears at the end how many thoughts the provider has left out
   */
  HttpModelCall(
      WireDialect dialect,
      Transport transport,
      ModelRequest request,
      ResponseLimits limits,
      InstantSource clock,
      EventLoop loop,
      ModelCallListener listener,
      RepeatableCall.ErrorHandler errorHandler,
      IntConsumer onDroppedThoughts) {
    this.dialect = dialect;
    this.onDroppedThoughts = onDroppedThoughts;
    this.transport = transport;
    this.limits = limits;
    this.clock = clock;
    this.loop = loop;
    this.errorHandler = errorHandler;
    this.listener = listener;
    PassthroughRequest own = request.passthrough();
    this.tap = own == null ? null : new PassthroughTap(own, listener);
    this.gate =
        new ListenerGate(
            tap == null ? listener : tap,
            ToolCallIds.after(request.prompt()),
            () -> conversationOf(request));
    this.translator = dialect.translator(gate, request);
  }

  /** An instruction that only this request has changes what later thoughts would be bound to. */
  private static String conversationOf(ModelRequest request) {
    return request.keepsThoughts() && OpenAiService.jsonInstruction(request) == null
        ? ThoughtReplayRules.keyOf(request.prompt())
        : "";
  }

  void send(OutgoingRequest request) {
    clientCall = transport.send(request, this);
  }

  @Override
  public void cancel() {
    gate.close();
    if (tap != null) {
      tap.close();
    }
    stopOrCancel();
  }

  /** Ends the call, and the answer too if it would continue without the call. */
  private void stopOrCancel() {
    if (isReleased || !isInBackground() || translator.isFinished()) {
      cancelClientCall();
    } else if (translator.resumePoint().isPresent()) {
      ProviderCancelCall.send(dialect.writeStop(translator.resumePoint().get()), transport, loop);
      cancelClientCall();
    } else if (errorResponse == null && !isStopping) {
      isStopping = true;
      stopTimer = loop.schedule(STOP_TIMEOUT, this::cancelClientCall);
    }
  }

  /** A request in its client's own form is not one for an answer in the background. */
  private boolean isInBackground() {
    return tap == null && dialect.answersInBackground();
  }

  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {
    decoder = new ContentDecoder(header.apply("content-encoding"));
    RateLimitHeaders.read(header, clock).ifPresent(gate::emitRateLimit);
    if (status / 100 != 2) {
      errorResponse = new ErrorResponse(status, RetryAfter.read(header, clock));
    }
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    try {
      decoder.feed(bytes, offset, length, sink);
    } catch (DataFormatException damaged) {
      failUnreadable();
    }
  }

  /** Reads bytes of the body. Returns whether more are needed. */
  private boolean read(byte[] bytes, int offset, int length) {
    if (errorResponse != null) {
      return errorResponse.append(bytes, offset, length);
    }
    answerBytes += length;
    if (answerBytes > limits.maxAnswerBytes()) {
      fail(new Malformed("the answer has more than " + limits.maxAnswerBytes() + " bytes"));
      stopOrCancel();
      return false;
    }
    if (tap == null) {
      translator.read(bytes, offset, length);
    } else {
      tap.read(translator, bytes, offset, length);
    }
    if (gate.isCompleted()) {
      finishClientCall();
    } else if (!isReading()) {
      stopOrCancel();
    } else if (translator.isFinished()) {
      startGrace();
    }
    return isReading() || isStopping;
  }

  /** Returns whether the rest of the answer is still needed. */
  private boolean isReading() {
    return gate.isOpen() || (tap != null && tap.isBlind());
  }

  private void fail(ProviderFailure failure) {
    if (tap != null) {
      tap.fail(translator, failure);
    } else {
      translator.fail(failure);
    }
  }

  private void endAnswer() {
    if (tap != null) {
      tap.end(translator);
    } else {
      translator.end();
    }
  }

  /**
   * What says something starts it again: some servers write a finish reason into every event, and
   * another choice of several may continue.
   */
  private void startGrace() {
    boolean goesOn = gate.textLength() > finishedLength || (tap != null && tap.isAnswering());
    if (graceTimer == null || goesOn) {
      EventLoop.Timer.cancelIfSet(graceTimer);
      finishedLength = gate.textLength();
      graceTimer = loop.schedule(FINISH_GRACE, this::endGrace);
    }
  }

  /** The answer is complete, whatever the connection does. */
  private void endGrace() {
    if (gate.isOpen()) {
      endAnswer();
      finishClientCall();
    }
  }

  private void failUnreadable() {
    if (errorResponse != null) {
      errorResponse.report();
    } else {
      fail(new Malformed("the body is compressed in a way that cannot be read"));
    }
    cancelClientCall();
  }

  @Override
  public void onReadComplete() {
    if (tap != null && tap.isBlind()) {
      tap.onReadComplete();
    } else if (errorResponse == null) {
      gate.emitReadComplete();
    }
  }

  @Override
  public void onEnd() {
    try {
      decoder.end(sink);
    } catch (DataFormatException damaged) {
      failUnreadable();
    }
    endResponse(this::endAnswer);
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    endResponse(() -> fail(failure));
  }

  private void endResponse(Runnable end) {
    if (resumeLater()) {
      return;
    }
    if (errorResponse != null) {
      errorResponse.report();
    } else {
      end.run();
    }
    release();
  }

  /**
   * Resumes an answer over another connection if the provider still writes it. Returns whether that
   * is tried.
   */
  private boolean resumeLater() {
    ResumePoint point = translator.resumePoint().orElse(null);
    boolean isLasting = errorResponse != null && !errorResponse.isTransient();
    if (!isInBackground()
        || point == null
        || isLasting
        || translator.isFinished()
        || !gate.isOpen()) {
      return false;
    }
    Optional<Duration> delay = resumeBackoff.next(point);
    delay.ifPresent(wait -> resumeTimer = loop.schedule(wait, () -> resume(point)));
    return delay.isPresent();
  }

  private void resume(ResumePoint point) {
    log.info("resumes an answer from {} whose connection was lost", host());
    decoder.close();
    decoder = new ContentDecoder(null);
    errorResponse = null;
    isResumed = true;
    translator.resume();
    send(dialect.writeResume(point));
  }

  private void finishClientCall() {
    release();
    if (clientCall != null) {
      clientCall.finish();
    }
  }

  private void cancelClientCall() {
    release();
    if (clientCall != null) {
      clientCall.cancel();
    }
  }

  private void release() {
    EventLoop.Timer.cancelIfSet(graceTimer);
    EventLoop.Timer.cancelIfSet(resumeTimer);
    EventLoop.Timer.cancelIfSet(stopTimer);
    decoder.close();
    if (!isReleased && translator.skippedEvents() > 0) {
      log.warn(
          "skipped {} events of an answer from {} that could not be read",
          translator.skippedEvents(),
          host());
    }
    if (!isReleased) {
      onDroppedThoughts.accept(gate.droppedThoughts());
    }
    isReleased = true;
  }

  private String host() {
    return dialect.address().uri().getHost();
  }

  /** An error response whose body is being read. */
  private final class ErrorResponse {
    private final int status;
    private final @Nullable Duration retryAfter;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

    ErrorResponse(int status, @Nullable Duration retryAfter) {
      this.status = status;
      this.retryAfter = retryAfter;
    }

    /** Returns whether more is needed. */
    boolean append(byte[] bytes, int offset, int length) {
      int remaining = limits.maxErrorBytes() - body.size();
      body.write(bytes, offset, Math.min(remaining, length));
      if (length < remaining) {
        return true;
      }
      report();
      cancelClientCall();
      return false;
    }

    boolean isTransient() {
      return status >= 500 || status == 429;
    }

    void report() {
      if (tap != null && gate.isOpen() && ClientFault.isAt(status, body.toByteArray())) {
        listener.onRefusal(status, body.toByteArray());
      }
      if (isResumed) {
        gate.fail(new Cut("the connection was lost, and its answer not found: HTTP " + status));
      } else if (gate.isOpen() && errorHandler.onError(status, body.toByteArray())) {
        gate.close();
      } else {
        gate.fail(dialect.toFailure(status, retryAfter, body.toByteArray()));
      }
    }
  }
}
