package dev.firstword.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A chunked body, whatever chunks it is read in, and wherever it is cut. */
final class ChunkedInputStreamTest {

  private static final String WIRE =
      "5\r\nHello\r\nA;note=x\r\n, \r\nworld!\r\n0\r\nLate: 1\r\n\r\n";
  private static final String TEXT = "Hello, \r\nworld!";

  @Test
  void decodesWhateverTheReadSizes() throws IOException {
    for (int piece = 1; piece <= WIRE.length() + 1; piece++) {
      String read = read(new PartialInputStream(WIRE, WIRE.length(), piece));

      assertThat(read).as("%d bytes per read", piece).isEqualTo(TEXT);
    }
  }

  @Test
  void detectsTruncationAnywhere() {
    for (int length = 0; length < WIRE.length(); length++) {
      int end = length;

      assertThatThrownBy(() -> read(new PartialInputStream(WIRE, end, 7)))
          .as("cut after %d bytes", end)
          .isInstanceOf(EOFException.class);
    }
  }

  private static String read(InputStream wire) throws IOException {
    return new String(new ChunkedInputStream(wire).readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Returns at most a number of bytes per read, and ends early. */
  private static final class PartialInputStream extends ByteArrayInputStream {

    private final int maxRead;

    PartialInputStream(String text, int end, int piece) {
      super(text.substring(0, end).getBytes(StandardCharsets.US_ASCII));
      this.maxRead = piece;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, Math.min(maxRead, length));
    }
  }
}
