package dev.firstword.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.DefaultByteBufHolder;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.MessageWrite;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a response's body with its framing around it (RFC 9112, section 7.1), in one buffer.
 * It waits its turn in the connection's queue like what the response itself writes, and passes by
 * HTTP's encoder, which would make three pieces of it and keep account of each.
 */
final class ChunkWrite extends DefaultByteBufHolder implements MessageWrite {

  private static final int CRLF = '\r' << 8 | '\n';

  /** The size in up to eight hexadecimal digits, and twice the end of a line. */
  static final int MOST_FRAMING = 12;

  private final VertxConnection connection;

  private ChunkWrite(VertxConnection connection, ByteBuf framed) {
    super(framed);
    this.connection = connection;
  }

  /**
   * The connection that takes such pieces of this exchange's response.
   *
   * @return absent where bodies are framed otherwise (HTTP/2, HTTP/1.0) or encrypted
   */
  static @Nullable VertxConnection connectionFor(Exchange exchange) {
    return exchange.request().version() == HttpVersion.HTTP_1_1
            && !exchange.request().isSSL()
            && exchange.request().connection() instanceof VertxConnection connection
        ? connection
        : null;
  }

  /** Writes some bytes to a chunked response whose head has been written. */
  static void write(VertxConnection connection, byte[] bytes, int from, int size) {
    ByteBuf framed = framed(connection.channel().alloc(), bytes, from, size);
    connection.writeToChannel(new ChunkWrite(connection, framed));
  }

  static ByteBuf framed(ByteBufAllocator allocator, byte[] bytes, int from, int size) {
    ByteBuf framed = allocator.directBuffer(size + MOST_FRAMING);
    ByteBufUtil.writeAscii(framed, Integer.toHexString(size));
    return framed.writeShort(CRLF).writeBytes(bytes, from, size).writeShort(CRLF);
  }

  @Override
  public void write() {
    var _ = connection.unsafeWrite(this, false);
  }

  @Override
  public void cancel(Throwable closed) {
    release();
  }
}
