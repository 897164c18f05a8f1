package dev.firstword.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes pieces of a response's body straight to its socket, each in one buffer with its framing
 * around it (RFC 9112, section 7.1). The response's own way leads through a queue, HTTP's encoder
 * and a promise for each piece; it is needed only where the socket does not take what comes, since
 * that queue tells when there is room again. Confined to the connection's loop.
 */
final class FramedWrites {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int CRLF = '\r' << 8 | '\n';

  /** The size in up to eight hexadecimal digits, and twice the end of a line. */
  static final int MOST_FRAMING = 12;

  private final VertxConnection connection;
  private final GatheredWrites socket;
  private final @Nullable IdleStateHandler idle;

  private FramedWrites(
      VertxConnection connection, GatheredWrites socket, @Nullable IdleStateHandler idle) {
    this.connection = connection;
    this.socket = socket;
    this.idle = idle;
  }

  /**
   * For the response of that exchange.
   *
   * @return absent where bodies are framed otherwise (HTTP/2, HTTP/1.0) or encrypted
   */
  static @Nullable FramedWrites of(Exchange exchange) {
    if (exchange.request().version() != HttpVersion.HTTP_1_1
        || exchange.request().isSSL()
        || !(exchange.request().connection() instanceof VertxConnection connection)) {
      return null;
    }
    var pipeline = connection.channel().pipeline();
    GatheredWrites socket = pipeline.get(GatheredWrites.class);
    return socket == null
        ? null
        : new FramedWrites(connection, socket, pipeline.get(IdleStateHandler.class));
  }

  /**
   * Whether the next piece may go this way. While the socket takes what comes, nothing waits in the
   * connection's queue that a piece could overtake.
   */
  boolean isOpen() {
    return connection.channel().isWritable();
  }

  /** Sends some bytes of a chunked response whose head has been written. */
  void write(byte[] bytes, int from, int size) {
    socket.send(
        framed(socket.buffer(size + MOST_FRAMING), bytes, from, size), connection.voidPromise);
  }

  /**
   * Lets the connection's limit on being idle begin anew, as it does not see what goes this way.
   */
  void postponeIdle() {
    if (idle != null) {
      idle.resetWriteTimeout();
    }
  }

  /** Puts some bytes, at least one, with their framing into an empty buffer. */
  static ByteBuf framed(ByteBuf into, byte[] bytes, int from, int size) {
    int highest = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
    for (int shift = highest; shift >= 0; shift -= 4) {
      into.writeByte(HEX[size >> shift & 0xF]);
    }
    return into.writeShort(CRLF).writeBytes(bytes, from, size).writeShort(CRLF);
  }
}
