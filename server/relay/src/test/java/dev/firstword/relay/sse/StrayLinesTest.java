package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the standard ignores and servers use to report errors. */
final class StrayLinesTest {

  @Test
  void reportsAnErrorField() {
    assertThat(decode("error: {\"code\":500}\nerror\nerror:gone\n"))
        .containsExactly("error {\"code\":500}", "error ", "error gone");
  }

  @Test
  void reportsALineThatBeginsLikeAJsonObject() {
    assertThat(decode("{\"error\":{\"code\":500}}\r\ndata: a\n\n{ \"abc\":\r{\"abcd\n"))
        .containsExactly(
            "json {\"error\":{\"code\":500}}", "event a", "json { \"abc\":", "json {\"abcd");
  }

  @Test
  void reportsAnEventWithoutData() {
    assertThat(decode("event: error\n\nevent:\n\n\nevent: ping\ndata:\n\n"))
        .containsExactly("name error", "event ");
  }

  @Test
  void ignoresOtherLines() {
    assertThat(decode("errors: x\n[{\"error\":1}]\n\"error\":1\nerro: x\ndata: a\n\n"))
        .containsExactly("event a");
  }

  @Test
  void limitsALine() {
    assertThat(decode("{\"error\":\"" + "x".repeat(100) + "\"}\n")).containsExactly("too large");
    assertThat(decode("error: " + "x".repeat(100) + "\n")).containsExactly("too large");
  }

  /** Returns what is reported, the same wherever the stream is split. */
  private static List<String> decode(String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<String> whole = decodePieces(bytes, bytes.length);
    for (int size = 1; size < bytes.length; size++) {
      assertThat(decodePieces(bytes, size)).as("in pieces of %d", size).isEqualTo(whole);
    }
    return whole;
  }

  private static List<String> decodePieces(byte[] bytes, int size) {
    List<String> reported = new ArrayList<>();
    EventStreamDecoder decoder = new EventStreamDecoder(64, new Recorder(reported));
    for (int from = 0; from < bytes.length; from += size) {
      decoder.feed(bytes, from, Math.min(size, bytes.length - from));
    }
    return reported;
  }

  private record Recorder(List<String> reported) implements EventStreamDecoder.Listener {

    @Override
    public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
      reported.add("event " + new String(bytes, offset, length, UTF_8));
    }

    @Override
    public void onEventWithoutData(String name) {
      reported.add("name " + name);
    }

    @Override
    public void onErrorLine(byte[] bytes, int offset, int length) {
      reported.add("error " + new String(bytes, offset, length, UTF_8));
    }

    @Override
    public void onJsonLine(byte[] bytes, int offset, int length) {
      reported.add("json " + new String(bytes, offset, length, UTF_8));
    }

    @Override
    public void onTooLarge(int limit) {
      reported.add("too large");
    }
  }
}
