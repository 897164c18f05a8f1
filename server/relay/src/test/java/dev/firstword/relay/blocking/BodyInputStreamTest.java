package dev.firstword.relay.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes a body at any read size, and detects a cut anywhere. */
final class BodyInputStreamTest {

  private static final String WIRE =
      "5\r\nHello\r\nA;note=x\r\n, \r\nworld!\r\n0\r\nLate: 1\r\n\r\n";
  private static final String TEXT = "Hello, \r\nworld!";

  @Test
  void decodesChunksAtAnyReadSize() throws IOException {
    for (int maxRead = 1; maxRead <= WIRE.length() + 1; maxRead++) {
      assertThat(readChunked(new PartialInputStream(WIRE, maxRead))).isEqualTo(TEXT);
    }
  }

  @Test
  void detectsATruncatedChunkAnywhere() {
    for (int end = 0; end < WIRE.length(); end++) {
      InputStream cut = new PartialInputStream(WIRE.substring(0, end), 7);

      assertThatThrownBy(() -> readChunked(cut)).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5\r\nHello!\r\n0\r\n\r\n", "five\r\nHello\r\n", "-5\r\nHello\r\n", "\r\n"})
  void rejectsMalformedChunks(String wire) {
    assertThatThrownBy(() -> readChunked(new PartialInputStream(wire, 7)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void leavesWhatFollowsAChunkedBody() throws IOException {
    InputStream in = new PartialInputStream(WIRE + "HTTP/1.1 200", 7);

    assertThat(readChunked(in)).isEqualTo(TEXT);
    assertThat(in.readAllBytes()).asString().isEqualTo("HTTP/1.1 200");
  }

  @Test
  void readsABodyOfKnownLength() throws IOException {
    InputStream in = new PartialInputStream("HelloHTTP/1.1 200", 3);

    assertThat(BodyInputStream.ofLength(in, 5).readAllBytes()).asString().isEqualTo("Hello");
    assertThat(in.readAllBytes()).asString().isEqualTo("HTTP/1.1 200");
    assertThatThrownBy(
            () -> BodyInputStream.ofLength(new PartialInputStream("Hell", 3), 5).readAllBytes())
        .isInstanceOf(EOFException.class);
  }

  private static String readChunked(InputStream wire) throws IOException {
    return new String(BodyInputStream.chunked(wire).readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Returns at most a number of bytes per read. */
  private static final class PartialInputStream extends ByteArrayInputStream {

    private final int maxRead;

    PartialInputStream(String text, int maxRead) {
      super(text.getBytes(StandardCharsets.US_ASCII));
      this.maxRead = maxRead;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, Math.min(maxRead, length));
    }
  }
}
