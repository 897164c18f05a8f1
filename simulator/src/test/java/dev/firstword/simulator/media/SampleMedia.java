package dev.firstword.simulator.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Headers of images and small PDF files for tests. */
public final class SampleMedia {
  private SampleMedia() {}

  public static byte[] png(int width, int height) {
    return ByteBuffer.allocate(33)
        .put(latin1("\u0089PNG\r\n\u001a\n"))
        .putInt(13)
        .put(latin1("IHDR"))
        .putInt(width)
        .putInt(height)
        .array();
  }

  static byte[] gif(int width, int height) {
    return ByteBuffer.allocate(13)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin1("GIF89a"))
        .putShort((short) width)
        .putShort((short) height)
        .array();
  }

  /** Two segments without a size precede the one with it. */
  static byte[] jpeg(int width, int height) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(latin1("\u00ff\u00d8\u00ff\u00e0\u0000\u0010JFIF\u0000\u0001\u0001"));
    bytes.writeBytes(new byte[7]);
    bytes.writeBytes(latin1("\u00ff\u00c4\u0000\u0004\u0000\u0000"));
    bytes.writeBytes(
        ByteBuffer.allocate(17)
            .put(latin1("\u00ff\u00c2\u0000\u0011\u0008"))
            .putShort((short) height)
            .putShort((short) width)
            .array());
    return bytes.toByteArray();
  }

  /** An extended WebP file, whose size is stored less one. */
  static byte[] webp(int width, int height) {
    ByteBuffer bytes =
        ByteBuffer.allocate(30)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(latin1("RIFF"))
            .putInt(22)
            .put(latin1("WEBPVP8X"))
            .putInt(10)
            .putInt(0);
    bytes.put((byte) (width - 1)).put((byte) ((width - 1) >> 8)).put((byte) 0);
    return bytes.put((byte) (height - 1)).put((byte) ((height - 1) >> 8)).put((byte) 0).array();
  }

  public static byte[] pdf(int pages) {
    StringBuilder text = new StringBuilder("%PDF-1.7\n1 0 obj<</Type /Pages /Count 9>>endobj\n");
    for (int page = 0; page < pages; page++) {
      text.append("2 0 obj<</Type").append(page % 2 == 0 ? " " : "").append("/Page>>endobj\n");
    }
    return latin1(text.append("%%EOF").toString());
  }

  private static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
