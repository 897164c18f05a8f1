package dev.firstword.api;

import dev.firstword.relay.server.WriteCoalescingHandler;
import io.netty.buffer.ByteBuf;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks of a response body directly to the socket, each in one buffer with its framing (RFC
 * 9112, section 7.1). It bypasses the response's own queue, HTTP encoder and per-chunk promise. The
 * regular path is needed only when the socket is full, because its queue reports when there is room
 * again. Confined to the connection's event loop.
 */
final class ChunkWriter {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int CRLF = '\r' << 8 | '\n';

  /** The size in up to eight hexadecimal digits, and two line endings. */
  static final int MAX_FRAMING_BYTES = 12;

  private final VertxConnection connection;
  private final WriteCoalescingHandler outbound;
  private final @Nullable IdleStateHandler idleHandler;

  private ChunkWriter(
      VertxConnection connection,
      WriteCoalescingHandler outbound,
      @Nullable IdleStateHandler idleHandler) {
    this.connection = connection;
    this.outbound = outbound;
    this.idleHandler = idleHandler;
  }

  /**
   * Returns a writer for a request's response.
   *
   * @return the writer; null if the body is not sent in plain HTTP/1.1 chunks (HTTP/2, HTTP/1.0,
   *     TLS)
   */
  static @Nullable ChunkWriter forResponse(RequestContext context) {
    if (context.request().version() != HttpVersion.HTTP_1_1
        || context.request().isSSL()
        || !(context.request().connection() instanceof VertxConnection connection)) {
      return null;
    }
    var pipeline = connection.channel().pipeline();
    WriteCoalescingHandler outbound = pipeline.get(WriteCoalescingHandler.class);
    return outbound == null
        ? null
        : new ChunkWriter(connection, outbound, pipeline.get(IdleStateHandler.class));
  }

  /**
   * Returns whether the next chunk may be written directly. While the socket is writable, the
   * connection's queue is empty, so a chunk can't overtake anything.
   */
  boolean isWritable() {
    return connection.channel().isWritable();
  }

  /** Sends bytes of a chunked response whose head has already been written. */
  void write(byte[] bytes, int from, int size) {
    outbound.writeAndFlush(
        frame(outbound.allocate(size + MAX_FRAMING_BYTES), bytes, from, size),
        connection.voidPromise);
  }

  /** Resets the connection's idle timeout, which does not see direct writes. */
  void resetIdleTimeout() {
    if (idleHandler != null) {
      idleHandler.resetWriteTimeout();
    }
  }

  /** Writes at least one byte with its chunk framing into an empty buffer. */
  static ByteBuf frame(ByteBuf target, byte[] bytes, int from, int size) {
    int highestShift = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
    for (int shift = highestShift; shift >= 0; shift -= 4) {
      target.writeByte(HEX[size >> shift & 0xF]);
    }
    return target.writeShort(CRLF).writeBytes(bytes, from, size).writeShort(CRLF);
  }
}
