package dev.firstword.relay.loop;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads that serve connections. Uses epoll where available, NIO otherwise. A connection stays
 * on its loop for life.
 */
public final class EventLoops implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final boolean EPOLL = Epoll.isAvailable();

  private final MultiThreadIoEventLoopGroup group;
  private final List<NettyEventLoop> loops = new ArrayList<>();

  private EventLoops(MultiThreadIoEventLoopGroup group) {
    this.group = group;
    for (EventExecutor executor : group) {
      loops.add(NettyEventLoop.install((io.netty.channel.EventLoop) executor));
    }
  }

  /** Starts the given number of loops. Blocks until they run. */
  public static EventLoops start(int count) {
    return start(count, "event-loop");
  }

  /** Starts loops whose threads have the given name and a number. */
  public static EventLoops start(int count, String threadName) {
    IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new EventLoops(
        new MultiThreadIoEventLoopGroup(count, new LoopThreadFactory(threadName), io));
  }

  /** Returns the loops in a fixed order. */
  public List<EventLoop> all() {
    return List.copyOf(loops);
  }

  /** Returns the Netty group, for bootstraps. */
  public MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** Returns the class of connections that these loops can open. */
  public static Class<? extends Channel> clientChannelType() {
    return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Returns the class of listening sockets that these loops can serve. */
  public static Class<? extends ServerChannel> serverChannelType() {
    return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Stops the loops and closes their connections. Blocks for at most ten seconds. */
  @Override
  public void close() {
    var closed = group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    closed.awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }
}
