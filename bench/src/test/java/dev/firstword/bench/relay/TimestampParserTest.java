package dev.firstword.bench.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimestampParserTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

  @Test
  void readsTimestampsAtAnySplit() {
    ByteBuf event = Unpooled.buffer();
    TimestampedEvent.write(0xABCDEF012345L, event);
    String one = HEAD + event.toString(US_ASCII) + "5\r\nhello\r\n0\r\n\r\n";
    String two = one + HEAD + "0\r\n\r\n";
    List<String> expected = List.of("200", "abcdef012345", "end", "200", "end");

    for (int split = 0; split <= two.length(); split++) {
      assertThat(read(two.substring(0, split), two.substring(split))).isEqualTo(expected);
    }
  }

  @Test
  void readsATimestampAcrossTwoChunks() {
    String stream = HEAD + "7\r\nx@00000\r\n7\r\n0000001\r\n0\r\n\r\n";

    assertThat(read(stream)).isEqualTo(List.of("200", "1", "end"));
  }

  @Test
  void anEventHasItsDeclaredSize() {
    ByteBuf event = Unpooled.buffer();
    TimestampedEvent.write(1, event);

    assertThat(event.readableBytes()).isEqualTo(TimestampedEvent.size());
    assertThat(event.toString(US_ASCII)).startsWith("96\r\nevent: content_block_delta\n");
    assertThat(event.toString(US_ASCII).indexOf("\r\n", 4)).isEqualTo(4 + TimestampedEvent.BYTES);
  }

  private static List<String> read(String... pieces) {
    List<String> calls = new ArrayList<>();
    TimestampParser parser =
        new TimestampParser(
            new TimestampParser.Listener() {
              @Override
              public void onHead(int status) {
                calls.add(Integer.toString(status));
              }

              @Override
              public void onStamp(long stamp) {
                calls.add(Long.toHexString(stamp));
              }

              @Override
              public void onEnd() {
                calls.add("end");
              }
            });
    for (String piece : pieces) {
      parser.feed(Unpooled.copiedBuffer(piece, US_ASCII));
    }
    return calls;
  }
}
