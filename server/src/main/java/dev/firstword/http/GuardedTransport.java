package dev.firstword.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The platform's fastest transport, whose accepted connections owe a request within a time from the
 * moment on at which they are there. Vert.x itself tells of a connection with its first request.
 */
public final class GuardedTransport implements Transport {

  private final Transport guarded;
  private final Duration head;

  /**
   * Guards a server's connections.
   *
   * @param times of which {@code head} is the time to the first request
   */
  public GuardedTransport(HttpTimes times) {
    Transport fastest = Transport.nativeTransport();
    this.guarded = fastest != null && fastest.available() ? fastest : Transport.NIO;
    this.head = times.head();
  }

  @Override
  public String name() {
    return guarded.name();
  }

  @Override
  public boolean available() {
    return guarded.available();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return guarded.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new Implementation(guarded.implementation(), new Accepting(head));
  }

  /** Sees each connection as it is accepted. */
  @Sharable
  private static final class Accepting extends ChannelInboundHandlerAdapter {
    private final Duration head;

    Accepting(Duration head) {
      this.head = head;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Channel accepted) {
        accepted.pipeline().addFirst(new BeforeFirstRequest(head));
      }
      context.fireChannelRead(message);
    }
  }

  /** All as it is, but for the channels that accept. */
  private record Implementation(io.vertx.core.spi.transport.Transport real, Accepting accepting)
      implements io.vertx.core.spi.transport.Transport {

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      ChannelFactory<? extends ServerChannel> factory = real.serverChannelFactory(domainSocket);
      return () -> {
        ServerChannel channel = factory.newChannel();
        channel.pipeline().addLast(accepting);
        return channel;
      };
    }

    @Override
    public boolean supportsDomainSockets() {
      return real.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return real.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
      return real.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
      return real.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return real.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return real.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return real.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
        int type, int threads, ThreadFactory threadFactory, int ioRatio) {
      return real.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    @SuppressWarnings("deprecation") // so it stands in what is implemented
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return real.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
      return real.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return real.channelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      real.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, Bootstrap bootstrap) {
      real.configure(options, domainSocket, bootstrap);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
      real.configure(options, domainSocket, bootstrap);
    }
  }
}
