package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its response on a stream of an HTTP/2 connection. */
final class Http2Stream extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Http2Stream.class);

  private final EventLoop loop;
  private final RequestHandler handler;
  private final boolean tls;
  private @Nullable ServerRequest request;

  Http2Stream(EventLoop loop, RequestHandler handler, boolean tls) {
    this.loop = loop;
    this.handler = handler;
    this.tls = tls;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest head && request == null) {
        boolean isHeadOnly = head.method().equals(HttpMethod.HEAD);
        Http2Response response = new Http2Response(ctx, isHeadOnly);
        request = new ServerRequest(head, ctx.channel(), HttpProtocol.HTTP_2, tls, loop, response);
        handler.onRequest(request);
      }
      if (message instanceof HttpContent content && request != null) {
        request.receive(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (request != null && ctx.channel().isWritable()) {
      request.response().notifyWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (request != null) {
      request.response().notifyClosed();
      request.fail();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("a stream broke: {}", cause.toString());
    var _ = ctx.close();
  }
}
