package dev.firstword.relay.server;

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
 * The platform's fastest transport, with a deadline for the first request on each accepted
 * connection. It acts on the accepted channel because Vert.x reports a connection only with its
 * first request.
 */
public final class HandshakeTimeoutTransport implements Transport {

  private final Transport delegate;
  private final Duration headTimeout;

  /**
   * Wraps the native transport where available, NIO otherwise.
   *
   * @param timeouts the timeouts; {@code head} limits the time to the first request
   */
  public HandshakeTimeoutTransport(HttpTimeouts timeouts) {
    Transport nativeTransport = Transport.nativeTransport();
    this.delegate =
        nativeTransport != null && nativeTransport.available() ? nativeTransport : Transport.NIO;
    this.headTimeout = timeouts.head();
  }

  @Override
  public String name() {
    return delegate.name();
  }

  @Override
  public boolean available() {
    return delegate.available();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return delegate.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new DelegatingTransport(delegate.implementation(), new AcceptHandler(headTimeout));
  }

  /** Adds a {@link HandshakeTimeoutHandler} to each accepted connection. */
  @Sharable
  private static final class AcceptHandler extends ChannelInboundHandlerAdapter {
    private final Duration headTimeout;

    AcceptHandler(Duration headTimeout) {
      this.headTimeout = headTimeout;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Channel accepted) {
        accepted.pipeline().addFirst(new HandshakeTimeoutHandler(headTimeout));
      }
      context.fireChannelRead(message);
    }
  }

  /** Delegates everything, and adds a handler to the channels that accept connections. */
  private record DelegatingTransport(
      io.vertx.core.spi.transport.Transport delegate, AcceptHandler acceptHandler)
      implements io.vertx.core.spi.transport.Transport {

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      ChannelFactory<? extends ServerChannel> factory = delegate.serverChannelFactory(domainSocket);
      return () -> {
        ServerChannel channel = factory.newChannel();
        channel.pipeline().addLast(acceptHandler);
        return channel;
      };
    }

    @Override
    public boolean supportsDomainSockets() {
      return delegate.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return delegate.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
      return delegate.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
      return delegate.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return delegate.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return delegate.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return delegate.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
        int type, int threads, ThreadFactory threadFactory, int ioRatio) {
      return delegate.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface declares it so
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return delegate.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
      return delegate.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return delegate.channelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      delegate.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, Bootstrap bootstrap) {
      delegate.configure(options, domainSocket, bootstrap);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
      delegate.configure(options, domainSocket, bootstrap);
    }
  }
}
