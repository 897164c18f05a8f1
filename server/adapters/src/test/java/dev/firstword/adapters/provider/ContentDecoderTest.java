package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentDecoderTest {

  private static final String BODY = "data: {\"text\":\"é 😀\"}\n\n".repeat(20);

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"gzip", "GZIP ", "x-gzip", "identity", "br"})
  void readsGzipWhateverItsLabel(@Nullable String label) throws Exception {
    assertThat(decode(label, gzip(BODY))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"deflate", "gzip"})
  void readsZlibWhateverItsLabel(@Nullable String label) throws Exception {
    assertThat(decode(label, deflate(BODY, false))).isEqualTo(BODY);
  }

  @Test
  void readsDeflateWithoutItsHeader() throws Exception {
    assertThat(decode("deflate", deflate(BODY, true))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "identity", "gzip", "deflate", "br", "zstd"})
  void passesOnABodyThatIsNotCompressed(@Nullable String label) throws Exception {
    assertThat(decode(label, BODY.getBytes(UTF_8))).isEqualTo(BODY);
    assertThat(decode(label, "{\"a\":1}".getBytes(UTF_8))).isEqualTo("{\"a\":1}");
    assertThat(decode(label, "{".getBytes(UTF_8))).isEqualTo("{");
    assertThat(decode(label, new byte[0])).isEmpty();
  }

  @Test
  void readsMembersOneAfterTheOther() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip("data: a\n\n"));
    members.write(gzip("data: b\n\n"));

    assertThat(decode("gzip", members.toByteArray())).isEqualTo("data: a\n\ndata: b\n\n");
  }

  @Test
  void readsAHeaderWithAllItsFields() throws Exception {
    byte[] plain = gzip(BODY);
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.write(plain, 0, 3);
    full.write(2 | 4 | 8 | 16);
    full.write(plain, 4, 6);
    full.write(new byte[] {3, 0, 'x', 'y', 'z'});
    full.write("name\0comment\0".getBytes(UTF_8));
    full.write(new byte[2]);
    full.write(plain, 10, plain.length - 10);

    assertThat(decode("gzip", full.toByteArray())).isEqualTo(BODY);
  }

  /** Each event must be readable as soon as its bytes are there. */
  @Test
  void decompressesWhatHasArrived() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    GZIPOutputStream gzip = new GZIPOutputStream(compressed, true);
    gzip.write("data: first\n\n".getBytes(UTF_8));
    gzip.flush();
    byte[] start = compressed.toByteArray();

    assertThat(decode("gzip", start)).isEqualTo("data: first\n\n");
  }

  @Test
  void stopsWhenNoMoreIsNeeded() throws Exception {
    byte[] bomb = gzip("x".repeat(10_000_000));
    int[] read = new int[1];
    ContentDecoder decoder = new ContentDecoder("gzip");

    decoder.feed(
        bomb,
        0,
        bomb.length,
        (_, _, length) -> {
          read[0] += length;
          return read[0] < 100_000;
        });
    decoder.close();

    assertThat(read[0]).isLessThan(150_000);
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    byte[] damaged = gzip(BODY);
    Arrays.fill(damaged, 10, damaged.length, (byte) 0xFF);

    assertThatThrownBy(() -> decode("gzip", damaged)).isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> decode("br", new byte[] {0x1B, 0x2A, 0, 1}))
        .hasMessage("the body is compressed in an unknown way");
  }

  /** Decodes a body in one piece, split in two anywhere, and byte by byte. */
  private static String decode(@Nullable String label, byte[] body)
      throws IOException, DataFormatException {
    byte[] whole = decodePieces(label, body, body.length);
    for (int size = 1; size < body.length; size++) {
      assertThat(decodePieces(label, body, size)).as("in pieces of %d", size).isEqualTo(whole);
    }
    return new String(whole, UTF_8);
  }

  private static byte[] decodePieces(@Nullable String label, byte[] body, int size)
      throws IOException, DataFormatException {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    ContentDecoder.Sink sink =
        (bytes, offset, length) -> {
          decoded.write(bytes, offset, length);
          return true;
        };
    try (ContentDecoder decoder = new ContentDecoder(label)) {
      for (int from = 0; from < body.length; from += size) {
        decoder.feed(body, from, Math.min(size, body.length - from), sink);
      }
      decoder.end(sink);
    }
    return decoded.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return compressed.toByteArray();
  }

  private static byte[] deflate(String text, boolean isRaw) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, isRaw);
    try (OutputStream zlib = new DeflaterOutputStream(compressed, deflater)) {
      zlib.write(text.getBytes(UTF_8));
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }
}
