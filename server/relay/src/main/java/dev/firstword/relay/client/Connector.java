package dev.firstword.relay.client;

import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.loop.NettyEventLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves the host, tries its addresses in order, and negotiates TLS and the
 * protocol. Names are resolved by the operating system on a virtual thread, so that {@code
 * /etc/hosts} and search domains apply and no event loop waits.
 */
final class Connector {

  private static final ApplicationProtocolConfig PROTOCOLS =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private final TransportSettings settings;
  private final Supplier<SslContextBuilder> tlsBuilder;
  private volatile @Nullable CompletableFuture<SslContext> tls;

  /** Receives the outcome of one attempt to connect, on the event loop. Called exactly once. */
  interface Listener {

    void onConnected(PooledConnection connection);

    void onFailed(Throwable failure);
  }

  /**
   * Creates a connector.
   *
   * @param tlsBuilder supplies which certificates to trust
   */
  Connector(TransportSettings settings, Supplier<SslContextBuilder> tlsBuilder) {
    this.settings = settings;
    this.tlsBuilder = tlsBuilder;
  }

  /** Opens a connection on the given loop, which must be the calling thread's. */
  void connect(NettyEventLoop loop, HttpOrigin origin, Listener listener) {
    Attempt attempt = new Attempt(loop, origin, listener);
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(origin.host());
    if (literal != null && !origin.tls()) {
      attempt.tryAddresses(List.of(literal), null);
      return;
    }
    Thread.startVirtualThread(() -> {
      try {
        List<InetAddress> addresses =
            literal != null ? List.of(literal) : List.of(InetAddress.getAllByName(origin.host()));
        SslContext context = origin.tls() ? tls().join() : null;
        loop.execute(() -> attempt.tryAddresses(addresses, context));
      } catch (UnknownHostException | RuntimeException failure) {
        loop.execute(() -> attempt.fail(failure));
      }
    });
  }

  /** Reading the certificates takes tens of milliseconds, so only the first use pays for it. */
  private synchronized CompletableFuture<SslContext> tls() {
    CompletableFuture<SslContext> context = tls;
    if (context == null) {
      context = new CompletableFuture<>();
      tls = context;
      try {
        context.complete(
            tlsBuilder
                .get()
                .applicationProtocolConfig(PROTOCOLS)
                .endpointIdentificationAlgorithm("HTTPS")
                .build());
      } catch (SSLException failure) {
        context.completeExceptionally(new UncheckedIOException(failure));
      }
    }
    return context;
  }

  /** One attempt to connect, over all addresses of the host. Confined to its event loop. */
  private final class Attempt {
    private final NettyEventLoop loop;
    private final HttpOrigin origin;
    private final Listener listener;
    private boolean isOver;
    private EventLoop.@Nullable Timer deadline;

    Attempt(NettyEventLoop loop, HttpOrigin origin, Listener listener) {
      this.loop = loop;
      this.origin = origin;
      this.listener = listener;
    }

    void tryAddresses(List<InetAddress> addresses, @Nullable SslContext context) {
      ChannelFuture connecting =
          new Bootstrap()
              .group(loop.netty())
              .channel(EventLoops.clientChannelType())
              .option(ChannelOption.TCP_NODELAY, true)
              .option(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
              .handler(new TlsInitializer(context))
              .connect(new InetSocketAddress(addresses.getFirst(), origin.port()));
      var _ =
          connecting.addListener((ChannelFuture outcome) -> {
            if (outcome.isSuccess()) {
              onTcpConnected(outcome.channel(), context != null);
            } else if (addresses.size() > 1) {
              tryAddresses(addresses.subList(1, addresses.size()), context);
            } else {
              fail(outcome.cause());
            }
          });
    }

    private void onTcpConnected(Channel channel, boolean isSecure) {
      if (!isSecure) {
        succeed(http1(channel.pipeline()));
        return;
      }
      deadline =
          loop.schedule(
              settings.connectTimeout(),
              () -> {
                fail(new ConnectTimeoutException("no TLS connection in time"));
                var _ = channel.close();
              });
      // A failed handshake also closes the connection, and reports why a little later.
      var _ =
          channel
              .closeFuture()
              .addListener(_ -> loop.execute(() -> fail(new ConnectException("closed"))));
    }

    private PooledConnection http1(ChannelPipeline pipeline) {
      ResponseHandler responses = new ResponseHandler();
      HttpDecoderConfig decoder =
          new HttpDecoderConfig()
              .setMaxChunkSize(NettyTransport.MAX_CHUNK_BYTES)
              .setMaxHeaderSize(settings.maxHeaderBytes());
      pipeline.addLast(new HttpClientCodec(decoder, false, false), responses);
      return new Http1ClientConnection(pipeline.channel(), responses);
    }

    private void succeed(PooledConnection connection) {
      if (end()) {
        listener.onConnected(connection);
      } else {
        connection.close();
      }
    }

    void fail(Throwable failure) {
      if (end()) {
        listener.onFailed(failure);
      }
    }

    private boolean end() {
      if (isOver) {
        return false;
      }
      isOver = true;
      EventLoop.Timer.cancelIfSet(deadline);
      return true;
    }

    /** Adds TLS before the connection is made, so that its handshake begins with it. */
    private final class TlsInitializer extends ChannelInitializer<Channel> {
      private final @Nullable SslContext context;

      TlsInitializer(@Nullable SslContext context) {
        this.context = context;
      }

      @Override
      protected void initChannel(Channel channel) {
        if (context != null) {
          SslHandler handler = context.newHandler(channel.alloc(), origin.host(), origin.port());
          handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
          channel.pipeline().addLast(handler, new Negotiation());
        }
      }
    }

    /** Continues with the protocol that the TLS handshake chose. */
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {

      Negotiation() {
        super(ApplicationProtocolNames.HTTP_1_1);
      }

      @Override
      protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
          Http2ClientSetup.addTo(
              context.pipeline(), settings.maxHeaderBytes(), Attempt.this::succeed);
        } else {
          succeed(http1(context.pipeline()));
        }
      }

      @Override
      protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
        var _ = context.close();
      }
    }
  }
}
