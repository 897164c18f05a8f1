package dev.firstword.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.Future;

/** A response on a stream of an HTTP/2 connection. */
final class Http2Response extends ServerResponse {

  static final long CANCEL = Http2Error.CANCEL.code();

  private final ChannelHandlerContext stream;
  private final boolean isHeadOnly;

  /**
   * Creates a response.
   *
   * @param isHeadOnly whether the request asks for the head only
   */
  Http2Response(ChannelHandlerContext stream, boolean isHeadOnly) {
    this.stream = stream;
    this.isHeadOnly = isHeadOnly;
  }

  @Override
  public boolean isWritable() {
    return stream.channel().isWritable();
  }

  @Override
  public void closeAfterEnd() {
    // A stream ends on its own.
  }

  @Override
  public void close() {
    reset(Http2Error.INTERNAL_ERROR.code());
  }

  @Override
  public void reset(long http2Error) {
    var _ = stream.writeAndFlush(new DefaultHttp2ResetFrame(http2Error));
    var _ = stream.close();
  }

  @Override
  void writeContinue() {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    var _ = stream.writeAndFlush(response);
  }

  @Override
  void writeHead(int code, HttpHeaders fields, boolean isComplete) {
    if (!isComplete) {
      var _ =
          stream.write(
              new DefaultHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), fields));
    }
  }

  @Override
  void writeBody(byte[] bytes, int from, int length) {
    if (!isHeadOnly) {
      ByteBuf content = stream.alloc().directBuffer(length).writeBytes(bytes, from, length);
      var _ = stream.writeAndFlush(new DefaultHttpContent(content), stream.voidPromise());
    }
  }

  @Override
  void writeEnd(byte[] bytes, boolean isWhole, Runnable onFlushed) {
    if (isWhole && !hasContentLength() && bytes.length > 0) {
      headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    }
    ByteBuf content = isHeadOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
    Future<Void> written = isWhole ? writeWhole(content) : writeLast(content);
    var _ = written.addListener(_ -> onFlushed.run());
  }

  private Future<Void> writeWhole(ByteBuf content) {
    return stream.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status()),
            content,
            headers(),
            EmptyHttpHeaders.INSTANCE));
  }

  private Future<Void> writeLast(ByteBuf content) {
    HttpHeaders trailers = trailers();
    DefaultLastHttpContent last = new DefaultLastHttpContent(content);
    if (trailers != null) {
      last.trailingHeaders().set(trailers);
    }
    return stream.writeAndFlush(last);
  }

  @Override
  void flush() {
    var _ = stream.flush();
  }
}
