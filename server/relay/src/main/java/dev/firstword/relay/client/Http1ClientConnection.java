package dev.firstword.relay.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;

/** A connection that carries one call at a time. */
final class Http1ClientConnection extends PooledConnection {

  private final Channel channel;
  private final ResponseHandler responses;

  Http1ClientConnection(Channel channel, ResponseHandler responses) {
    super(channel);
    this.channel = channel;
    this.responses = responses;
  }

  @Override
  int maxCalls() {
    return 1;
  }

  @Override
  boolean isMultiplexed() {
    return false;
  }

  @Override
  ClientExchange send(OutgoingRequest request, ClientExchange.Listener listener) {
    responses.expect(listener);
    ChannelFuture written =
        channel.writeAndFlush(
            new DefaultFullHttpRequest(
                RequestHead.VERSION,
                RequestHead.method(request),
                RequestHead.target(request),
                Unpooled.wrappedBuffer(request.body()),
                RequestHead.headers(request),
                EmptyHttpHeaders.INSTANCE));
    return new ClientExchange() {
      @Override
      public boolean isRequestWritten() {
        return written.isSuccess();
      }

      @Override
      public void abort() {
        responses.forget();
        var _ = channel.close();
      }
    };
  }
}
