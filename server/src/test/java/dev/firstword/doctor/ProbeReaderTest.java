package dev.firstword.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.Observation.Ending;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a reader makes of a probe's answer. */
final class ProbeReaderTest {

  private static final String PROBE =
      """
      id: 1
      data: {"type":"probe","number":1,"at_ms":3.5,"request":{"protocol":"HTTP/1.1"}}

      : keep-alive

      id: 2
      data: {"type":"probe","number":2,"at_ms":83.5,"padding":": none"}

      data: [DONE]

      """;
  private static final Head HEAD = new Head("HTTP/1.1", 200, List.of());

  @Property
  void readsTheSameWhereverItIsSplit(@ForAll @IntRange(min = 0, max = 220) int at)
      throws IOException {
    int split = Math.min(at, PROBE.length());

    Observation seen =
        read(
            HEAD,
            new SequenceInputStream(
                bytes(PROBE.substring(0, split)), bytes(PROBE.substring(split))));

    assertThat(seen.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(seen.arrivals()).extracting(Observation.Arrival::sentMs).containsExactly(3.5, 83.5);
    assertThat(seen.comments()).isEqualTo(1);
    assertThat(seen.request().path("protocol").asText()).isEqualTo("HTTP/1.1");
  }

  @Test
  void callsCutWhatEndsWithoutItsLastLine() throws IOException {
    Observation seen = read(HEAD, bytes(PROBE.substring(0, PROBE.indexOf("data: [DONE]"))));

    assertThat(seen.ending()).isEqualTo(Ending.CUT);
    assertThat(seen.arrivals()).hasSize(2);
  }

  @Test
  void callsSilentWhatIsNotClosedAndSaysNothing() throws IOException {
    InputStream silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new SocketTimeoutException();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return read();
          }
        };

    assertThat(read(HEAD, silent).ending()).isEqualTo(Ending.SILENT);
  }

  @Test
  void readsWhatIsCompressed() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(PROBE.getBytes(StandardCharsets.UTF_8));
    }
    Head head = new Head("HTTP/1.1", 200, List.of(new Head.Header("Content-Encoding", "gzip")));

    Observation seen = read(head, new ByteArrayInputStream(compressed.toByteArray()));

    assertThat(seen.isComplete()).isTrue();
    assertThat(seen.arrivals()).hasSize(2);
  }

  @Test
  void keepsWhyItWasRefused() throws IOException {
    Head head = new Head("HTTP/1.1", 503, List.of());

    Observation refused = read(head, bytes("{\"detail\":\"Come back later.\"}"));
    Observation page = read(head, bytes("<html>503</html>"));

    assertThat(refused.ending()).isEqualTo(Ending.REFUSED);
    assertThat(refused.request().path("detail").asText()).isEqualTo("Come back later.");
    assertThat(page.ending()).isEqualTo(Ending.REFUSED);
  }

  private static Observation read(Head head, InputStream body) throws IOException {
    return new ProbeReader(0, () -> 5_000_000).read(head, body);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
