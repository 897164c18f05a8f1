package dev.firstword.relay.server;

import static java.util.Objects.requireNonNull;

import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.RequestHandler.Invalidity;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1 connection: one request at a time, in order. Pipelined requests wait, and the client is
 * not read from meanwhile. A connection on which no complete head arrives in time is closed,
 * however slowly it is sent. A client may close its side after its requests and still gets all
 * responses.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

  /** How long the rest of a request is discarded before its connection closes. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);

  private final EventLoop loop;
  private final RequestHandler handler;
  private final HttpTimeouts timeouts;
  private final LoopBuffer loopBuffer;
  private final boolean tls;

  /** What the current request has not reached yet: at most what one network read brings. */
  private final Deque<HttpObject> waiting = new ArrayDeque<>(0);

  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelHandlerContext codec;

  /** The request whose response has not ended, or whose body has not arrived completely. */
  private @Nullable ServerRequest current;

  /** Completes when the end of the last response is with the socket; null before the first. */
  private @Nullable Future<Void> lastWrite;

  private boolean isClosing;
  private boolean isHalfClosed;
  private boolean isProcessing;
  private EventLoop.@Nullable Timer deadline;
  private boolean isHeadStarted;

  Http1Connection(
      EventLoop loop,
      RequestHandler handler,
      HttpTimeouts timeouts,
      LoopBuffer loopBuffer,
      boolean tls) {
    this.loop = loop;
    this.handler = handler;
    this.timeouts = timeouts;
    this.loopBuffer = loopBuffer;
    this.tls = tls;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    codec = requireNonNull(added.pipeline().context(HttpServerCodec.class));
    added.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    closeAfter(timeouts.head());
  }

  /** The connection is closed, or continues with HTTP/2, which knows no half-closed connection. */
  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    removed.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    EventLoop.Timer.cancelIfSet(deadline);
  }

  /** Bytes have arrived. The first ones of a request start its deadline. */
  void onBytes() {
    if (current == null && !isHeadStarted && !isClosing) {
      isHeadStarted = true;
      closeAfter(timeouts.head());
    }
  }

  private void closeAfter(Duration delay) {
    EventLoop.Timer.cancelIfSet(deadline);
    deadline = loop.schedule(delay, this::close);
  }

  private void close() {
    var _ = context().close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isClosing) {
      ReferenceCountUtil.release(message);
    } else {
      waiting.add((HttpObject) message);
      processWaiting();
    }
  }

  /** Processes what has arrived, up to a request that has to wait for the current one. */
  private void processWaiting() {
    if (isProcessing) {
      return;
    }
    isProcessing = true;
    try {
      for (HttpObject next = waiting.peek();
          next != null && !isClosing && isDue(next);
          next = waiting.peek()) {
        process(waiting.remove());
      }
    } finally {
      isProcessing = false;
    }
    failBodyThatCannotArrive();
    if (!isClosing) {
      boolean isPaused = current != null && current.isPaused();
      setReading(waiting.isEmpty() && !isPaused);
    }
  }

  private void setReading(boolean isReading) {
    ServerRequest.setReading(context().channel(), isReading);
  }

  private boolean isDue(HttpObject message) {
    return current == null || (message instanceof HttpContent && !current.isBodyComplete());
  }

  private void process(HttpObject message) {
    try {
      if (message instanceof HttpRequest head) {
        begin(head);
      }
      if (message instanceof HttpContent content && current != null) {
        current.receive(content);
        if (current != null && current.isBodyFailed()) {
          isClosing = true; // Where the next request would begin is unknown.
        }
        finishIfComplete();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest head) {
    EventLoop.Timer.cancelIfSet(deadline);
    deadline = null;
    isHeadStarted = false;
    HttpProtocol protocol =
        head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0
            ? HttpProtocol.HTTP_1_0
            : HttpProtocol.HTTP_1_1;
    Invalidity invalidity = invalidity(head);
    boolean isKeptAlive = invalidity == null && HttpUtil.isKeepAlive(head);
    Http1Response response =
        new Http1Response(this, requireNonNull(codec), loopBuffer, protocol, isKeptAlive);
    ServerRequest request =
        new ServerRequest(head, context().channel(), protocol, tls, loop, response);
    current = request;
    if (invalidity != null) {
      request.fail();
      handler.onInvalidRequest(request, invalidity);
    } else {
      handler.onRequest(request);
    }
    if (isHalfClosed) {
      notifyHalfClosed(request);
    }
  }

  private static @Nullable Invalidity invalidity(HttpRequest head) {
    Throwable cause = head.decoderResult().cause();
    return switch (cause) {
      case TooLongHttpLineException _ -> Invalidity.LINE_TOO_LONG;
      case TooLongFrameException _ -> Invalidity.HEADERS_TOO_LARGE;
      case null -> isValid(head) ? null : Invalidity.MALFORMED;
      default -> Invalidity.MALFORMED;
    };
  }

  /**
   * Requires a version that this server speaks, a single host (RFC 9112, section 3.2), and a
   * transfer coding in one line: the codec reads only the first, so a second one could hide where
   * the body ends.
   */
  private static boolean isValid(HttpRequest head) {
    HttpVersion version = head.protocolVersion();
    return (version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0))
        && head.headers().getAll(HttpHeaderNames.HOST).size() <= 1
        && head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size() <= 1;
  }

  Future<Void> write(HttpObject message) {
    return context().write(message);
  }

  /** Called when a response has been written to its end. */
  void onResponseEnd(Future<Void> written, boolean isKeptAlive) {
    ServerRequest request = requireNonNull(current);
    lastWrite = written;
    if (isKeptAlive && !request.isBodyFailed()) {
      request.discardBody();
      finishIfComplete();
      if (request.equals(current)) {
        closeAfter(timeouts.body()); // Otherwise a body that never ends would keep the connection.
      }
      return;
    }
    isClosing = true;
    releaseWaiting();
    setReading(true);
    if (request.isBodyComplete() || isHalfClosed) {
      closeAfterLastWrite();
    } else {
      linger(written);
    }
  }

  private void closeAfterLastWrite() {
    isClosing = true;
    if (lastWrite == null) {
      close();
    } else {
      var _ = lastWrite.addListener(_ -> close());
    }
  }

  /** Sends the end of the response, and discards what the client still sends for a moment. */
  private void linger(Future<Void> written) {
    closeAfter(LINGER);
    if (!tls && context().channel() instanceof DuplexChannel socket) {
      var _ =
          written.addListener(_ -> {
            var _ = socket.shutdownOutput();
          });
    }
  }

  private void finishIfComplete() {
    ServerRequest request = current;
    if (request == null
        || isClosing
        || !request.isBodyComplete()
        || !request.response().isEnded()) {
      return;
    }
    current = null;
    closeAfter(timeouts.idle());
    processWaiting();
    closeIfNothingIsLeft();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      onHalfClose();
    }
    ctx.fireUserEventTriggered(event);
  }

  /** The client sends nothing more. Whether it still reads will only show when it is written to. */
  private void onHalfClose() {
    isHalfClosed = true;
    context().pipeline().addFirst(new HalfClosedFlush());
    if (current != null) {
      notifyHalfClosed(current);
    }
    failBodyThatCannotArrive();
    closeIfNothingIsLeft();
  }

  private void notifyHalfClosed(ServerRequest request) {
    if (request.response().isContinuedAfterHalfClose() || request.response().isEnded()) {
      request.response().notifyHalfClosed();
    } else {
      close();
    }
  }

  private void failBodyThatCannotArrive() {
    if (isHalfClosed && current != null && waiting.isEmpty()) {
      current.fail();
    }
  }

  private void closeIfNothingIsLeft() {
    boolean isAnswered = current == null || current.response().isEnded();
    if (isHalfClosed && isAnswered && waiting.isEmpty()) {
      closeAfterLastWrite();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (current != null && ctx.channel().isWritable()) {
      current.response().notifyWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    isClosing = true;
    EventLoop.Timer.cancelIfSet(deadline);
    releaseWaiting();
    ServerRequest request = current;
    if (request != null) {
      current = null;
      request.response().notifyClosed();
      request.fail();
    }
  }

  private void releaseWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  /** Clients reset connections all the time; that is not an error of the server. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("a connection broke: {}", cause.toString());
    var _ = ctx.close();
  }

  private ChannelHandlerContext context() {
    return requireNonNull(context, "not in a pipeline");
  }
}
