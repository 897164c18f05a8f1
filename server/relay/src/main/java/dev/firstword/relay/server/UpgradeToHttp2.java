package dev.firstword.relay.server;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.util.AsciiString;

/**
 * Upgrades an HTTP/1.1 connection without TLS to HTTP/2, as the JDK's client asks for. RFC 9113 has
 * deprecated it.
 */
final class UpgradeToHttp2 extends HttpServerUpgradeHandler {

  /** The body of the upgrading request is held in memory; a larger one stays on HTTP/1.1. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /**
   * Creates a handler.
   *
   * @param http1 the handler of requests, which leaves the pipeline with the upgrade
   * @param http2 the codec that takes over
   * @param streams the handlers that follow the codec
   */
  UpgradeToHttp2(
      SourceCodec http1Codec,
      Http1Connection http1,
      Http2FrameCodec http2,
      ChannelHandler... streams) {
    super(
        http1Codec,
        protocol ->
            AsciiString.contentEquals(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, protocol)
                ? new Codec(http1, http2, streams)
                : null,
        MAX_BODY_BYTES);
  }

  @Override
  protected boolean shouldHandleUpgradeRequest(HttpRequest request) {
    return HttpUtil.isContentLengthSet(request)
        ? HttpUtil.getContentLength(request) <= MAX_BODY_BYTES
        : !HttpUtil.isTransferEncodingChunked(request);
  }

  private static final class Codec extends Http2ServerUpgradeCodec {
    private final Http1Connection http1;

    Codec(Http1Connection http1, Http2FrameCodec http2, ChannelHandler... streams) {
      super(http2, streams);
      this.http1 = http1;
    }

    @Override
    public void upgradeTo(ChannelHandlerContext context, FullHttpRequest request) {
      context.pipeline().remove(http1);
      super.upgradeTo(context, request);
    }
  }
}
