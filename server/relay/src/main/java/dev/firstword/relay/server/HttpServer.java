package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.loop.NettyEventLoop;
import dev.firstword.relay.server.ConnectionInitializer.LoopState;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An HTTP server. Connections are spread evenly over the event loops. */
public final class HttpServer implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /** The kernel's limit for a reader that takes nothing; the kernel doubles it for its own use. */
  private static final int SEND_BUFFER_BYTES = 128 * 1024;

  private final HttpServerSettings settings;
  private final Channel listener;
  private final ChannelGroup connections;
  private final List<LoopState> loopStates;

  private HttpServer(
      HttpServerSettings settings,
      Channel listener,
      ChannelGroup connections,
      List<LoopState> loopStates) {
    this.settings = settings;
    this.listener = listener;
    this.connections = connections;
    this.loopStates = loopStates;
  }

  /**
   * Starts a server. Returns once it accepts connections.
   *
   * @param port the port to listen on; 0 for any free port
   * @param handlerOf returns the handler of a loop's connections; called on that loop
   * @throws UncheckedIOException if the port can't be bound
   */
  public static HttpServer listen(
      EventLoops loops,
      HttpServerSettings settings,
      String host,
      int port,
      Function<EventLoop, RequestHandler> handlerOf) {
    Map<io.netty.channel.EventLoop, LoopState> states = new HashMap<>();
    for (EventLoop loop : loops.all()) {
      io.netty.channel.EventLoop netty = ((NettyEventLoop) loop).netty();
      LoopState state =
          netty
              .submit(() -> new LoopState(loop, handlerOf.apply(loop), new LoopBuffer()))
              .syncUninterruptibly()
              .getNow();
      states.put(netty, state);
    }
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(EventLoops.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childHandler(new ConnectionInitializer(settings, states, connections))
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Throwable cause = bound.cause();
      throw new UncheckedIOException(
          "can't listen at " + host + ":" + port + ": " + cause.getMessage(),
          new IOException(cause));
    }
    return new HttpServer(settings, bound.channel(), connections, new ArrayList<>(states.values()));
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Returns whether clients have to use TLS. */
  public boolean isTls() {
    return settings.tls() != null;
  }

  /** Stops listening and closes every connection. Blocks for at most 20 seconds. */
  @Override
  public void close() {
    var _ = listener.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    var _ = connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    loopStates.forEach(state -> state.loop().execute(state.buffer()::release));
  }
}
