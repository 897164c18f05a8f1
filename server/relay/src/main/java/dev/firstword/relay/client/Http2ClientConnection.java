package dev.firstword.relay.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A connection that carries each call on a stream of its own. */
final class Http2ClientConnection extends PooledConnection {

  private final Channel channel;
  private int maxCalls;

  Http2ClientConnection(Channel channel, int maxCalls) {
    super(channel);
    this.channel = channel;
    this.maxCalls = maxCalls;
  }

  /** Applies the limit that the peer has announced. */
  void setMaxCalls(int limit) {
    maxCalls = limit;
  }

  @Override
  int maxCalls() {
    return maxCalls;
  }

  @Override
  boolean isMultiplexed() {
    return true;
  }

  @Override
  ClientExchange send(OutgoingRequest request, ClientExchange.Listener listener) {
    Exchange exchange = new Exchange(listener);
    exchange.open(request);
    return exchange;
  }

  private final class Exchange implements ClientExchange {
    private final ResponseHandler responses = new ResponseHandler();
    private final Listener listener;
    private @Nullable Channel stream;
    private @Nullable ChannelFuture written;
    private boolean isAborted;

    Exchange(Listener listener) {
      this.listener = listener;
      responses.expect(listener);
    }

    void open(OutgoingRequest request) {
      var _ =
          new Http2StreamChannelBootstrap(channel)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                      opened
                          .pipeline()
                          .addLast(new Http2StreamFrameToHttpObjectCodec(false), responses);
                    }
                  })
              .open()
              .addListener((Future<Http2StreamChannel> opened) -> onOpened(opened, request));
    }

    private void onOpened(Future<Http2StreamChannel> opened, OutgoingRequest request) {
      if (!opened.isSuccess()) {
        if (!isAborted) {
          responses.forget();
          channel.eventLoop().execute(() -> listener.onFailure(Failure.REFUSED));
        }
        return;
      }
      Http2StreamChannel openedStream = opened.getNow();
      if (isAborted) {
        var _ = openedStream.close();
        return;
      }
      stream = openedStream;
      FullHttpRequest message =
          new DefaultFullHttpRequest(
              RequestHead.VERSION,
              RequestHead.method(request),
              RequestHead.target(request),
              Unpooled.wrappedBuffer(request.body()),
              RequestHead.headers(request),
              EmptyHttpHeaders.INSTANCE);
      message.headers().set(ExtensionHeaderNames.SCHEME.text(), HttpScheme.HTTPS.name());
      written = openedStream.writeAndFlush(message);
    }

    @Override
    public boolean isRequestWritten() {
      return written != null && written.isSuccess();
    }

    @Override
    public void abort() {
      isAborted = true;
      responses.forget();
      if (stream != null) {
        var _ = stream.close();
      }
    }
  }
}
