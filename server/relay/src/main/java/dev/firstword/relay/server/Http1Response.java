package dev.firstword.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;

/**
 * A response over HTTP/1. Each part of a streamed body is framed (RFC 9112, section 7.1) into one
 * buffer and written past the encoder, which would split it into three.
 */
final class Http1Response extends ServerResponse {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int CRLF = '\r' << 8 | '\n';

  /** The size in up to eight hexadecimal digits, and two line endings. */
  static final int MAX_FRAMING_BYTES = 12;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Http1Connection connection;
  private final ChannelHandlerContext codec;
  private final LoopBuffer loopBuffer;
  private final HttpProtocol protocol;
  private boolean isKeptAlive;
  private boolean isChunked;

  /**
   * Creates a response.
   *
   * @param codec the context of the HTTP codec: what is written to it passes the encoder by
   */
  Http1Response(
      Http1Connection connection,
      ChannelHandlerContext codec,
      LoopBuffer loopBuffer,
      HttpProtocol protocol,
      boolean isKeptAlive) {
    this.connection = connection;
    this.codec = codec;
    this.loopBuffer = loopBuffer;
    this.protocol = protocol;
    this.isKeptAlive = isKeptAlive;
  }

  @Override
  public boolean isWritable() {
    return codec.channel().isWritable();
  }

  @Override
  public void closeAfterEnd() {
    isKeptAlive = false;
  }

  @Override
  public void close() {
    var _ = codec.channel().close();
  }

  @Override
  public void reset(long http2Error) {
    Channel channel = codec.channel();
    if (!channel.isOpen()) {
      return; // The socket would refuse the option.
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Past all handlers, since TLS would wait to say goodbye to a reader that takes nothing.
    var _ = channel.pipeline().firstContext().close();
  }

  @Override
  void writeContinue() {
    if (protocol == HttpProtocol.HTTP_1_1) {
      var _ = codec.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
    }
  }

  @Override
  void writeHead(int code, HttpHeaders fields, boolean isComplete) {
    if (!isComplete && !hasContentLength()) {
      if (protocol == HttpProtocol.HTTP_1_1) {
        isChunked = true;
        fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      } else {
        isKeptAlive = false; // The body ends where the connection does.
      }
    }
    if (!isKeptAlive) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (protocol == HttpProtocol.HTTP_1_0) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    if (!isComplete) {
      var _ =
          connection.write(
              new DefaultHttpResponse(version(), HttpResponseStatus.valueOf(code), fields));
    }
  }

  private HttpVersion version() {
    return protocol == HttpProtocol.HTTP_1_0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  @Override
  void writeBody(byte[] bytes, int from, int length) {
    ByteBuf buffer = allocate(length + MAX_FRAMING_BYTES);
    if (isChunked) {
      frame(buffer, bytes, from, length);
    } else {
      buffer.writeBytes(bytes, from, length);
    }
    var _ = codec.writeAndFlush(buffer, codec.voidPromise());
  }

  /**
   * Returns an empty buffer. If it may have to wait for the socket, it has exactly the given size,
   * so that a stalled reader holds no more memory than it needs.
   */
  private ByteBuf allocate(int size) {
    Channel channel = codec.channel();
    boolean isNothingUnsent =
        channel.bytesBeforeUnwritable() > channel.config().getWriteBufferHighWaterMark();
    return isNothingUnsent
        ? loopBuffer.acquire(codec.alloc(), size)
        : codec.alloc().directBuffer(size);
  }

  /** Writes at least one byte with its chunk framing into an empty buffer. */
  static ByteBuf frame(ByteBuf target, byte[] bytes, int from, int size) {
    int highestShift = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
    for (int shift = highestShift; shift >= 0; shift -= 4) {
      target.writeByte(HEX[size >> shift & 0xF]);
    }
    return target.writeShort(CRLF).writeBytes(bytes, from, size).writeShort(CRLF);
  }

  @Override
  void writeEnd(byte[] bytes, boolean isWhole, Runnable onFlushed) {
    ByteBuf content = Unpooled.wrappedBuffer(bytes);
    Future<Void> written = isWhole ? writeWhole(content) : writeLast(content);
    var _ = written.addListener(_ -> onFlushed.run());
    flush();
    connection.onResponseEnd(written, isKeptAlive);
  }

  private Future<Void> writeWhole(ByteBuf content) {
    if (mayHaveBody() && !hasContentLength()) {
      headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    }
    return connection.write(
        new DefaultFullHttpResponse(
            version(),
            HttpResponseStatus.valueOf(status()),
            content,
            headers(),
            EmptyHttpHeaders.INSTANCE));
  }

  private boolean mayHaveBody() {
    return status() >= 200 && status() != 204 && status() != 304;
  }

  private Future<Void> writeLast(ByteBuf content) {
    HttpHeaders trailers = trailers();
    DefaultLastHttpContent last = new DefaultLastHttpContent(content);
    if (trailers != null) {
      last.trailingHeaders().set(trailers);
    }
    return connection.write(last);
  }

  @Override
  void flush() {
    var _ = codec.flush();
  }
}
