package dev.firstword.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** How a piece of a body is framed. */
class ChunkWriteTest {

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
  void findsRoomForALargeOneAtOnce() {
    byte[] large = new byte[64 * 1024];
    ByteBuf framed = ChunkWrite.framed(ByteBufAllocator.DEFAULT, large, 0, large.length);
    assertThat(framed.capacity()).isEqualTo(large.length + ChunkWrite.MOST_FRAMING);
    assertThat(framed.readableBytes()).isEqualTo("10000\r\n".length() + large.length + 2);
    assertThat(framed.readCharSequence(7, US_ASCII)).hasToString("10000\r\n");
    framed.release();
  }

  private static String framed(String bytes, int from, int size) {
    ByteBuf framed =
        ChunkWrite.framed(ByteBufAllocator.DEFAULT, bytes.getBytes(US_ASCII), from, size);
    String all = framed.toString(US_ASCII);
    framed.release();
    return all;
  }
}
