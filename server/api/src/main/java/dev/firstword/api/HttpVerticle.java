package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.HandshakeTimeoutHandler;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.IdleConnectionReaper;
import dev.firstword.relay.server.LoopBuffer;
import dev.firstword.relay.server.VertxEventLoop;
import dev.firstword.relay.server.WriteCoalescingHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server on one event loop. */
final class HttpVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(HttpVerticle.class);

  private final Routes routes;
  private final HttpServerOptions options;
  private final SocketAddress address;
  private final AtomicInteger actualPort;
  private final HttpTimeouts timeouts;
  private final Consumer<EventLoop> onEachLoop;
  private final LoopBuffer loopBuffer = new LoopBuffer();

  HttpVerticle(
      Routes routes,
      HttpServerOptions options,
      SocketAddress address,
      AtomicInteger actualPort,
      HttpTimeouts timeouts,
      Consumer<EventLoop> onEachLoop) {
    this.routes = routes;
    this.options = options;
    this.address = address;
    this.actualPort = actualPort;
    this.timeouts = timeouts;
    this.onEachLoop = onEachLoop;
  }

  @Override
  public Future<?> start() {
    VertxEventLoop loop = new VertxEventLoop(vertx, context);
    IdleConnectionReaper reaper = new IdleConnectionReaper(loop, timeouts);
    onEachLoop.accept(loop);
    reaper.start();
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> {
          reaper.onRequest(request);
          RequestContext requestContext = new RequestContext(request, loop);
          ServerTiming.addTotalToHead(requestContext);
          routes.handle(requestContext);
        })
        .invalidRequestHandler(request -> refuseInvalid(request, loop))
        .connectionHandler(connection -> {
          connection.exceptionHandler(HttpVerticle::logConnectionError);
          if (connection instanceof ConnectionBase vertxConnection) { // Vert.x exposes no pipeline.
            configurePipeline(vertxConnection.channel().pipeline());
          }
          reaper.onConnected(connection);
        })
        .listen(address)
        .onSuccess(server -> actualPort.set(server.actualPort()));
  }

  @Override
  public Future<?> stop() {
    loopBuffer.release();
    return Future.succeededFuture();
  }

  /**
   * Removes the handshake timeout and adds write coalescing; called with a connection's first
   * request.
   */
  private void configurePipeline(ChannelPipeline pipeline) {
    if (pipeline.get(HandshakeTimeoutHandler.class) != null) {
      pipeline.remove(HandshakeTimeoutHandler.class);
    }
    pipeline.addFirst(new WriteCoalescingHandler(loopBuffer));
  }

  /** Clients reset connections all the time; that is not an error of the server. */
  private static void logConnectionError(Throwable failure) {
    log.debug("a connection broke: {}", failure.toString());
  }

  /**
   * Answers a request that is not valid HTTP with a problem document, then closes the connection.
   */
  private static void refuseInvalid(HttpServerRequest request, VertxEventLoop loop) {
    Throwable cause = request.decoderResult() == null ? null : request.decoderResult().cause();
    RequestContext requestContext = new RequestContext(request, loop);
    ServerTiming.addTotalToHead(requestContext);
    requestContext.sendProblemAndClose(problemFor(cause));
  }

  private static Problem problemFor(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> Problem.addressTooLong();
      case TooLongFrameException _ -> Problem.headersTooLarge();
      case null, default -> Problem.malformed("The request is not valid HTTP.");
    };
  }
}
