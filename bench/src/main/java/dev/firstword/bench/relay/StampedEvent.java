package dev.firstword.bench.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;

/**
 * An event of the Messages API as a chunk of HTTP, 150 bytes before the chunk's frame, whose text
 * holds the time at which it was meant to leave. The text needs no escapes, so that a relay may
 * write it as it came.
 */
final class StampedEvent {

  /** What a text delta of one or two words comes to at that provider. */
  static final int BYTES = 150;

  static final byte MARK = '@';
  static final int DIGITS = 12;

  private static final String HEAD =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
          + "\"delta\":{\"type\":\"text_delta\",\"text\":\"";
  private static final String TAIL = "\"}}\n\n";
  private static final String WORDS = " of the answer, as a model writes them";
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private static final byte[] CHUNK;
  private static final int STAMP_AT;

  static {
    String frame = Integer.toHexString(BYTES) + "\r\n" + HEAD + (char) MARK;
    STAMP_AT = frame.length();
    int words = BYTES - HEAD.length() - 1 - DIGITS - TAIL.length();
    CHUNK =
        (frame + "0".repeat(DIGITS) + WORDS.substring(0, words) + TAIL + "\r\n").getBytes(US_ASCII);
  }

  private StampedEvent() {}

  /** How many bytes {@link #write} writes. */
  static int size() {
    return CHUNK.length;
  }

  static void write(long stamp, ByteBuf to) {
    int start = to.writerIndex();
    to.writeBytes(CHUNK);
    long rest = stamp;
    for (int i = STAMP_AT + DIGITS - 1; i >= STAMP_AT; i--) {
      to.setByte(start + i, HEX[(int) (rest & 0xF)]);
      rest >>>= 4;
    }
  }

  /** The value of one digit of a stamp. */
  static int digit(byte hex) {
    return HexFormat.fromHexDigit(hex);
  }
}
