package dev.firstword.simulator.media;

import java.util.Optional;

/** Reads the size of an image from its header, by the specification of each format. */
final class ImageHeader {
  private ImageHeader() {}

  static Optional<ImageSize> read(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    return switch (MediaBytes.mediaType(bytes).orElse("")) {
      case "image/png" ->
          Optional.of(new ImageSize(reader.bigEndian32(16), reader.bigEndian32(20)));
      case "image/gif" ->
          Optional.of(new ImageSize(reader.littleEndian16(6), reader.littleEndian16(8)));
      case "image/jpeg" -> jpeg(reader);
      case "image/webp" -> webp(reader);
      default -> Optional.empty();
    };
  }

  /** Steps from segment to segment, to the first that starts a frame. */
  private static Optional<ImageSize> jpeg(ByteReader reader) {
    int at = 2;
    while (at + 9 < reader.length() && reader.unsigned(at) == 0xFF) {
      int marker = reader.unsigned(at + 1);
      if (isStartOfFrame(marker)) {
        return Optional.of(new ImageSize(reader.bigEndian16(at + 7), reader.bigEndian16(at + 5)));
      }
      boolean isFillByte = marker == 0xFF;
      at += isFillByte ? 1 : 2 + Math.max(2, reader.bigEndian16(at + 2));
    }
    return Optional.empty();
  }

  /**
   * The markers of this range that start no frame: Huffman tables, extensions, arithmetic coding.
   */
  private static boolean isStartOfFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static Optional<ImageSize> webp(ByteReader reader) {
    if (reader.hasText(12, "VP8X")) {
      return Optional.of(
          new ImageSize(1 + reader.littleEndian24(24), 1 + reader.littleEndian24(27)));
    }
    if (reader.hasText(12, "VP8L")) {
      int bits = reader.littleEndian16(21) | reader.littleEndian16(23) << 16;
      return Optional.of(new ImageSize(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)));
    }
    if (reader.hasText(12, "VP8 ")) {
      return Optional.of(
          new ImageSize(reader.littleEndian16(26) & 0x3FFF, reader.littleEndian16(28) & 0x3FFF));
    }
    return Optional.empty();
  }
}
