package dev.firstword.relay.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** The framing of a chunk. */
class Http1ResponseTest {

  @Test
  void writesTheSizeInHexadecimalBeforeTheData() {
    String event = "data: {\"type\":\"text\"}\n\n";
    assertThat(frame(event, 0, event.length())).isEqualTo("17\r\n" + event + "\r\n");
  }

  @Test
  void writesOnlyTheGivenRange() {
    assertThat(frame("abcdef", 2, 3)).isEqualTo("3\r\ncde\r\n");
  }

  @Test
  void framesALargeChunkWithinTheReservedSpace() {
    byte[] large = new byte[64 * 1024];
    ByteBuf framed = Http1Response.frame(targetFor(large.length), large, 0, large.length);
    assertThat(framed.readableBytes()).isEqualTo("10000\r\n".length() + large.length + 2);
    assertThat(framed.readCharSequence(7, US_ASCII)).hasToString("10000\r\n");
    framed.release();
  }

  /** A buffer with exactly the reserved capacity. */
  private static ByteBuf targetFor(int size) {
    int capacity = size + Http1Response.MAX_FRAMING_BYTES;
    return Unpooled.buffer(capacity, capacity);
  }

  private static String frame(String bytes, int from, int size) {
    ByteBuf framed = Http1Response.frame(targetFor(size), bytes.getBytes(US_ASCII), from, size);
    String all = framed.toString(US_ASCII);
    framed.release();
    return all;
  }
}
