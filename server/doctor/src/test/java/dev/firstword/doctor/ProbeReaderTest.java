package dev.firstword.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.ProbeResult.Outcome;
import dev.firstword.relay.blocking.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Reading the response to a probe. */
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
  private static final ResponseHead HEAD = new ResponseHead("HTTP/1.1", 200, List.of());

  @Test
  void readsTheSameWhereverTheStreamIsSplit() throws IOException {
    for (int split = 0; split <= PROBE.length(); split++) {
      ProbeResult result =
          read(
              HEAD,
              new SequenceInputStream(
                  bytes(PROBE.substring(0, split)), bytes(PROBE.substring(split))));

      assertThat(result.outcome()).as("split at %d", split).isEqualTo(Outcome.COMPLETE);
      assertThat(result.arrivals())
          .as("split at %d", split)
          .extracting(ProbeResult.Arrival::sentMs)
          .containsExactly(3.5, 83.5);
      assertThat(result.comments()).as("split at %d", split).isEqualTo(1);
      assertThat(result.request().path("protocol").asText())
          .as("split at %d", split)
          .isEqualTo("HTTP/1.1");
    }
  }

  @Test
  void reportsCutWithoutTheLastFrame() throws IOException {
    ProbeResult result = read(HEAD, bytes(PROBE.substring(0, PROBE.indexOf("data: [DONE]"))));

    assertThat(result.outcome()).isEqualTo(Outcome.CUT);
    assertThat(result.arrivals()).hasSize(2);
  }

  @Test
  void reportsSilentWhenAnOpenConnectionSendsNothing() throws IOException {
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

    assertThat(read(HEAD, silent).outcome()).isEqualTo(Outcome.SILENT);
  }

  @Test
  void readsCompressedStreams() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(PROBE.getBytes(StandardCharsets.UTF_8));
    }
    ResponseHead head =
        new ResponseHead(
            "HTTP/1.1", 200, List.of(new ResponseHead.Header("Content-Encoding", "gzip")));

    ProbeResult result = read(head, new ByteArrayInputStream(compressed.toByteArray()));

    assertThat(result.isComplete()).isTrue();
    assertThat(result.arrivals()).hasSize(2);
  }

  @Test
  void keepsTheReasonOfARejection() throws IOException {
    ResponseHead head = new ResponseHead("HTTP/1.1", 503, List.of());

    ProbeResult refused = read(head, bytes("{\"detail\":\"Come back later.\"}"));
    ProbeResult page = read(head, bytes("<html>503</html>"));

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.request().path("detail").asText()).isEqualTo("Come back later.");
    assertThat(page.outcome()).isEqualTo(Outcome.REFUSED);
  }

  private static ProbeResult read(ResponseHead head, InputStream body) throws IOException {
    return new ProbeReader(0, () -> 5_000_000).read(head, body);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
