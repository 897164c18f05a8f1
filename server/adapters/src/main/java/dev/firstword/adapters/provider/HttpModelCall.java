package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenAiService;
import dev.firstword.adapters.dialect.RateLimitHeaders;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.ResumePoint;
import dev.firstword.adapters.dialect.RetryAfter;
import dev.firstword.adapters.dialect.ToolCallIds;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.prompt.KeptThoughts;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelRequest;
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
 * of both. What a response with status 200 is, its content shows.
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
    this.gate =
        new ListenerGate(
            listener, ToolCallIds.after(request.prompt()), () -> conversationOf(request));
    this.translator = dialect.translator(gate, request.model());
  }

  /** An instruction that only this request has changes what later thoughts would be bound to. */
  private static String conversationOf(ModelRequest request) {
    return request.keepsThoughts() && OpenAiService.jsonInstruction(request) == null
        ? KeptThoughts.keyOf(request.prompt())
        : "";
  }

  void send(OutgoingRequest request) {
    clientCall = transport.send(request, this);
  }

  @Override
  public void cancel() {
    gate.close();
    stopOrCancel();
  }

  /** Ends the call, and the answer where it would go on without. */
  private void stopOrCancel() {
    if (isReleased || !dialect.answersInBackground() || translator.isFinished()) {
      cancelClientCall();
    } else if (translator.resumePoint().isPresent()) {
      StopCall.send(dialect.writeStop(translator.resumePoint().get()), transport, loop);
      cancelClientCall();
    } else if (errorResponse == null && !isStopping) {
      isStopping = true;
      stopTimer = loop.schedule(STOP_TIMEOUT, this::cancelClientCall);
    }
  }

  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {
    decoder = new ContentDecoder(header.apply("content-encoding"));
    RateLimitHeaders.read(header, clock).ifPresent(gate::emitRateLimit);
    if (status != 200) {
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
      gate.fail(new Malformed("the answer has more than " + limits.maxAnswerBytes() + " bytes"));
      stopOrCancel();
      return false;
    }
    translator.read(bytes, offset, length);
    if (gate.isCompleted()) {
      finishClientCall();
    } else if (!gate.isOpen()) {
      stopOrCancel();
    } else if (graceTimer == null && translator.isFinished()) {
      graceTimer = loop.schedule(FINISH_GRACE, this::endGrace);
    }
    return gate.isOpen() || isStopping;
  }

  /** The answer is complete, whatever the connection does. */
  private void endGrace() {
    if (gate.isOpen()) {
      translator.end();
      finishClientCall();
    }
  }

  private void failUnreadable() {
    if (errorResponse != null) {
      errorResponse.report();
    } else {
      translator.fail(new Malformed("the body is compressed in a way that cannot be read"));
    }
    cancelClientCall();
  }

  @Override
  public void onReadComplete() {
    if (errorResponse == null) {
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
    endResponse(translator::end);
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    endResponse(() -> translator.fail(failure));
  }

  private void endResponse(Runnable endAnswer) {
    if (resumeLater()) {
      return;
    }
    if (errorResponse != null) {
      errorResponse.report();
    } else {
      endAnswer.run();
    }
    release();
  }

  /** Continues an answer over another connection if it goes on. Returns whether that is tried. */
  private boolean resumeLater() {
    ResumePoint point = translator.resumePoint().orElse(null);
    boolean isLasting = errorResponse != null && !errorResponse.isTransient();
    if (point == null || isLasting || translator.isFinished() || !gate.isOpen()) {
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
