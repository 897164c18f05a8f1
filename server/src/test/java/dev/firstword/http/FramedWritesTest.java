package dev.firstword.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** How a piece of a body is framed. */
class FramedWritesTest {

  @Test
  void saysTheSizeInHexadecimalBeforeThePiece() {
    String event = "data: {\"type\":\"text\"}\n\n";
    assertThat(framed(event, 0, event.length())).isEqualTo("17\r\n" + event + "\r\n");
  }

  @Test
  void takesOnlyThePartOfTheBytes() {
    assertThat(framed("abcdef", 2, 3)).isEqualTo("3\r\ncde\r\n");
  }

  @Test
  void findsRoomForTheFramingOfALargeOne() {
    byte[] large = new byte[64 * 1024];
    ByteBuf framed = FramedWrites.framed(room(large.length), large, 0, large.length);
    assertThat(framed.readableBytes()).isEqualTo("10000\r\n".length() + large.length + 2);
    assertThat(framed.readCharSequence(7, US_ASCII)).hasToString("10000\r\n");
    framed.release();
  }

  /** Exactly what is said to be enough. */
  private static ByteBuf room(int size) {
    int most = size + FramedWrites.MOST_FRAMING;
    return Unpooled.buffer(most, most);
  }

  private static String framed(String bytes, int from, int size) {
    ByteBuf framed = FramedWrites.framed(room(size), bytes.getBytes(US_ASCII), from, size);
    String all = framed.toString(US_ASCII);
    framed.release();
    return all;
  }
}
