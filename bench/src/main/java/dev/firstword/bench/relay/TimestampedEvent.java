package dev.firstword.bench.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;

/**
 * A Messages API event as an HTTP chunk, 150 bytes without the chunk's frame, whose text contains
 * the time at which it was scheduled to be sent. The text needs no escaping, so that a relay may
 * pass it through unchanged.
 */
final class TimestampedEvent {

  /** The size of a text delta of one or two words in the Messages API. */
  static final int BYTES = 150;

  static final byte STAMP_MARKER = '@';
  static final int STAMP_DIGITS = 12;

  private static final String HEAD =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
          + "\"delta\":{\"type\":\"text_delta\",\"text\":\"";
  private static final String TAIL = "\"}}\n\n";
  private static final String FILLER = " of the answer, as a model writes them";
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private static final byte[] CHUNK;
  private static final int STAMP_OFFSET;

  static {
    String frame = Integer.toHexString(BYTES) + "\r\n" + HEAD + (char) STAMP_MARKER;
    STAMP_OFFSET = frame.length();
    int words = BYTES - HEAD.length() - 1 - STAMP_DIGITS - TAIL.length();
    CHUNK =
        (frame + "0".repeat(STAMP_DIGITS) + FILLER.substring(0, words) + TAIL + "\r\n")
            .getBytes(US_ASCII);
  }

  private TimestampedEvent() {}

  /** Returns the number of bytes that {@link #write} writes. */
  static int size() {
    return CHUNK.length;
  }

  static void write(long stamp, ByteBuf to) {
    int start = to.writerIndex();
    to.writeBytes(CHUNK);
    long remaining = stamp;
    for (int i = STAMP_OFFSET + STAMP_DIGITS - 1; i >= STAMP_OFFSET; i--) {
      to.setByte(start + i, HEX[(int) (remaining & 0xF)]);
      remaining >>>= 4;
    }
  }

  /** Returns the value of one digit of a timestamp. */
  static int digit(byte hex) {
    return HexFormat.fromHexDigit(hex);
  }
}
