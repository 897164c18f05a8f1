package dev.firstword.http;

import dev.firstword.loop.EventLoop;
import dev.firstword.protocol.Problem;
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
  private final HttpTimes times;
  private final Consumer<EventLoop> onLoop;
  private final LoopBuffer loopBuffer = new LoopBuffer();

  HttpVerticle(
      Routes routes,
      HttpServerOptions options,
      SocketAddress address,
      AtomicInteger actualPort,
      HttpTimes times,
      Consumer<EventLoop> onLoop) {
    this.routes = routes;
    this.options = options;
    this.address = address;
    this.actualPort = actualPort;
    this.times = times;
    this.onLoop = onLoop;
  }

  @Override
  public Future<?> start() {
    VertxEventLoop loop = new VertxEventLoop(vertx, context);
    Connections connections = new Connections(loop, times);
    onLoop.accept(loop);
    connections.watch();
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> {
          connections.asked(request);
          Exchange exchange = new Exchange(request, loop);
          ServerTiming.total(exchange);
          routes.handle(exchange);
        })
        .invalidRequestHandler(request -> refuseInvalid(request, loop))
        .connectionHandler(connection -> {
          connection.exceptionHandler(HttpVerticle::noteBreak);
          if (connection instanceof ConnectionBase base) { // There is no public way to a pipeline.
            prepare(base.channel().pipeline());
          }
          connections.opened(connection);
        })
        .listen(address)
        .onSuccess(server -> actualPort.set(server.actualPort()));
  }

  @Override
  public Future<?> stop() {
    loopBuffer.release();
    return Future.succeededFuture();
  }

  /** The first request of a connection is there. */
  private void prepare(ChannelPipeline pipeline) {
    if (pipeline.get(BeforeFirstRequest.class) != null) {
      pipeline.remove(BeforeFirstRequest.class);
    }
    pipeline.addFirst(new GatheredWrites(loopBuffer));
  }

  /** Clients reset connections all day: that is no error of ours. */
  private static void noteBreak(Throwable failure) {
    log.debug("a connection broke: {}", failure.toString());
  }

  /** What is not even HTTP: answered in the contract's form, then the connection is closed. */
  private static void refuseInvalid(HttpServerRequest request, VertxEventLoop loop) {
    Throwable cause = request.decoderResult() == null ? null : request.decoderResult().cause();
    Exchange exchange = new Exchange(request, loop);
    ServerTiming.total(exchange);
    exchange.refuseAndClose(invalid(cause));
  }

  private static Problem invalid(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> Problem.addressTooLong();
      case TooLongFrameException _ -> Problem.headersTooLarge();
      case null, default -> Problem.malformed("The request is not valid HTTP.");
    };
  }
}
