package dev.firstword.api;

import dev.firstword.api.compatible.AnswerHead;
import dev.firstword.api.compatible.AnswerWriter;
import dev.firstword.api.compatible.CallError;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.api.compatible.FrameBuffer;
import dev.firstword.core.direct.AnswerBlock;
import dev.firstword.core.direct.BlockListener;
import dev.firstword.core.direct.DirectCallCounters.Outcome;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.direct.DirectCalls.Admitted;
import dev.firstword.core.prompt.TokenEstimate;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.provider.PassthroughPart.Kind;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.AdaptiveCoalescer;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direct call and its response. The head is held back until the first block, so that a failure
 * before it is an HTTP status, on which SDKs retry. A client that disconnects ends the call. One
 * that reads too slowly costs a bounded buffer, and is cut off when it takes nothing for too long.
 * Confined to the connection's event loop.
 */
final class DirectCallStream implements BlockListener {

  /** Proxies commonly end a request that has no head after 60 seconds. */
  private static final Duration MAX_HEAD_DELAY = Duration.ofSeconds(30);

  /** What a slow reader may have waiting, in characters. */
  private static final int MAX_WAITING = 1024 * 1024;

  /** In bytes, where single events of a provider may repeat a whole answer, or have an image. */
  private static final int MAX_WAITING_EVENTS = 8 * 1024 * 1024;

  /** With the event around it. */
  private static final int STREAMED_BYTES_PER_TOKEN = 150;

  private static final int BYTES_PER_TOKEN = 4;

  private static final byte[] KEEP_ALIVE_COMMENT =
      EventStreamResponse.KEEP_ALIVE_COMMENT.getBytes(StandardCharsets.US_ASCII);

  private final RequestContext context;
  private final ServerResponse response;
  private final EventLoop loop;
  private final DirectCalls calls;
  private final Admitted admitted;
  private final CompatibleApi api;
  private final CallErrorFormat errors;
  private final HttpTimeouts timeouts;
  private final FrameBuffer frames = new FrameBuffer();
  private final AdaptiveCoalescer coalescer;
  private final StalledReaderTimeout stallTimeout;
  private @Nullable RoutedCall call;
  private AnswerHead head;
  private @Nullable AnswerWriter writer;
  private boolean hasStarted;
  private boolean isPassedThrough;
  private boolean hasProviderError;
  private long passedBytes;
  private byte @Nullable [] document;
  private byte @Nullable [] refusal;
  private EventLoop.@Nullable Timer keepAliveTimer;
  private EventLoop.@Nullable Timer coalescingTimer;
  private long lastWriteNanos;
  private boolean ended;

  DirectCallStream(
      RequestContext context,
      DirectCalls calls,
      Admitted admitted,
      CallErrorFormat errors,
      HttpTimeouts timeouts,
      InstantSource clock) {
    this.context = context;
    this.response = context.response();
    this.loop = context.loop();
    this.calls = calls;
    this.admitted = admitted;
    this.api = errors.api();
    this.errors = errors;
    this.timeouts = timeouts;
    this.coalescer = new AdaptiveCoalescer(loop.nanoTime());
    this.stallTimeout = new StalledReaderTimeout(loop, timeouts.stall(), this::cutOff);
    this.lastWriteNanos = loop.nanoTime();
    this.head =
        new AnswerHead(
            api.createId(clock.millis()),
            admitted.request().model(),
            clock.instant(),
            admitted.request());
  }

  /** Opens the call, unless the client has left. */
  void start() {
    if (!EventStreamResponse.onDisconnect(response, this::cancel)) {
      return;
    }
    try {
      RoutedCall opened = calls.open(admitted, loop, this);
      if (ended) {
        opened.cancel();
        return;
      }
      call = opened;
    } catch (RuntimeException | Error e) {
      finish(Outcome.FAILED, Usage.NONE);
      context.sendFailure(e);
      return;
    }
    if (admitted.request().streamed()) {
      keepAliveTimer = loop.schedule(MAX_HEAD_DELAY, this::keepAlive);
    }
    // No client of these APIs closes its side and continues reading.
    response.onHalfClose(() -> {
      cancel();
      response.close();
    });
  }

  @Override
  public void onModel(String name) {
    if (writer == null) {
      head = new AnswerHead(head.id(), name, head.created(), head.request());
    }
  }

  @Override
  public void onOpened(AnswerBlock block) {
    if (admitted.request().streamed()) {
      started().open(block);
    }
  }

  @Override
  public void onAppended(AnswerBlock block, String piece) {
    if (admitted.request().streamed()) {
      started().append(block, piece);
    }
  }

  @Override
  public void onClosed(AnswerBlock block) {
    if (admitted.request().streamed()) {
      started().close(block);
    }
  }

  /** Returns the writer of the stream, which begins with the head. */
  private AnswerWriter started() {
    if (writer == null) {
      nameIgnoredFields();
      startStream();
      writer = api.writer(head, frames);
      writer.start();
    }
    return writer;
  }

  /** Fields have no effect only if the request was translated. */
  private void nameIgnoredFields() {
    List<String> ignored = admitted.request().ignoredFields();
    if (!ignored.isEmpty() && !response.isHeadWritten()) {
      response.header("firstword-ignored-fields", IgnoredFields.headerValue(ignored));
    }
  }

  private void startStream() {
    if (!hasStarted) {
      hasStarted = true;
      response.status(200).stream()
          .header("content-type", "text/event-stream; charset=utf-8")
          .header("cache-control", "no-cache, no-transform")
          .header("x-accel-buffering", "no")
          .header("x-content-type-options", "nosniff");
    }
  }

  @Override
  public void onPassthrough(PassthroughPart part) {
    isPassedThrough = true;
    passedBytes += part.bytes().length;
    hasProviderError |= part.kind() == Kind.ERROR;
    if (part.kind() == Kind.DOCUMENT) {
      document = part.bytes();
    } else if (part.bytes().length > 0) {
      startStream();
      frames.events(part.bytes());
    }
  }

  @Override
  public void onRefusal(int status, byte[] body) {
    refusal = body;
  }

  /**
   * Writes what has arrived, or delays it to be merged if it arrives faster than it can be read.
   */
  @Override
  public void onReadComplete() {
    if (frames.isEmpty() || coalescingTimer != null) {
      return;
    }
    long waitNanos = coalescer.waitNanos(loop.nanoTime());
    if (waitNanos == 0) {
      flush();
    } else {
      coalescingTimer = loop.schedule(Duration.ofNanos(waitNanos), this::flushCoalesced);
    }
  }

  private void flushCoalesced() {
    coalescingTimer = null;
    flush();
  }

  private void flush() {
    if (ended || frames.isEmpty()) {
      return;
    }
    if (response.isWritable()) {
      lastWriteNanos = loop.nanoTime();
      coalescer.onWrite(lastWriteNanos);
      response.write(frames.take());
    } else if (frames.length() > (isPassedThrough ? MAX_WAITING_EVENTS : MAX_WAITING)) {
      cutOff();
    } else if (!stallTimeout.isRunning()) {
      stallTimeout.start();
      response.onWritable(() -> {
        if (!ended) { // Otherwise the timeout limits how long the end may take.
          stallTimeout.stop();
          flush();
        }
      });
    }
  }

  /** Writes a comment after a silence; the first one takes the head with it. */
  private void keepAlive() {
    if (ended) {
      return;
    }
    Duration interval = timeouts.keepAliveInterval();
    Duration silent = Duration.ofNanos(loop.nanoTime() - lastWriteNanos);
    Duration next = interval.minus(silent);
    if (!next.isPositive()) {
      startStream();
      flush();
      if (response.isWritable()) {
        response.write(KEEP_ALIVE_COMMENT);
        lastWriteNanos = loop.nanoTime();
      }
      next = interval;
    }
    keepAliveTimer = loop.schedule(next, this::keepAlive);
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage, List<AnswerBlock> blocks) {
    if (ended) {
      return;
    }
    if (isPassedThrough) {
      endPassthrough(usage);
    } else if (admitted.request().streamed()) {
      started().end(reason, usage, blocks);
      finish(Outcome.DONE, usage);
      end();
    } else {
      nameIgnoredFields();
      finish(Outcome.DONE, usage);
      context.sendJson(200, api.answer(head, reason, usage, blocks));
    }
  }

  private void endPassthrough(Usage usage) {
    boolean isReported = usage.inputTokens() + usage.outputTokens() > 0;
    finish(Outcome.DONE, isReported ? usage : estimatedUsage());
    if (document == null) {
      startStream();
      end();
    } else {
      context.sendJson(200, document);
    }
  }

  /** Some providers report the usage only if the client asks for it. */
  private Usage estimatedUsage() {
    int bytesPerToken = document == null ? STREAMED_BYTES_PER_TOKEN : BYTES_PER_TOKEN;
    return new Usage(
        TokenEstimate.of(admitted.request().prompt()), 0, 0, passedBytes / bytesPerToken);
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (ended) {
      return;
    }
    finish(Outcome.FAILED, Usage.NONE);
    CallError error = CallError.of(failure);
    if (!hasStarted) {
      sendError(failure, error);
      return;
    }
    if (!hasProviderError) {
      (writer == null ? api.writer(head, frames) : writer).fail(error, errors.requestId());
    }
    if (api.isErrorOverlooked()) {
      response.write(frames.take());
      response.close();
    } else {
      end();
    }
  }

  /** The provider knows best what is wrong with a request that it got as it was. */
  private void sendError(ProviderFailure failure, CallError error) {
    if (failure instanceof ProviderFailure.Rejected rejected && refusal != null) {
      context.sendJson(rejected.status(), refusal);
    } else {
      errors.send(context, error);
    }
  }

  /** Ends the stream, and limits the time to flush the rest. */
  private void end() {
    stallTimeout.start();
    response.end(frames.take(), stallTimeout::stop);
  }

  private void cutOff() {
    cancel();
    response.abort();
  }

  private void cancel() {
    if (ended) {
      return;
    }
    finish(Outcome.CANCELLED, Usage.NONE);
    if (call != null) {
      call.cancel();
    }
  }

  private void finish(Outcome outcome, Usage usage) {
    ended = true;
    EventLoop.Timer.cancelIfSet(keepAliveTimer);
    EventLoop.Timer.cancelIfSet(coalescingTimer);
    stallTimeout.stop();
    calls.release(admitted, outcome, usage);
  }
}
