package dev.firstword.core.attachment;

import java.nio.charset.StandardCharsets;

/** Reads numbers and signatures at any place of some bytes, and never beyond their end. */
final class ByteReader {

  private final byte[] bytes;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length;
  }

  @SuppressWarnings("ArrayReturn") // of megabytes, which nobody changes
  byte[] bytes() {
    return bytes;
  }

  /** Whether these characters, one a byte, are at a position. */
  boolean startsWith(int position, String signature) {
    if (position < 0 || position > bytes.length - signature.length()) {
      return false;
    }
    for (int i = 0; i < signature.length(); i++) {
      if ((bytes[position + i] & 0xff) != signature.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int byteAt(int position) throws InvalidAttachmentException {
    require(position, 1);
    return bytes[position] & 0xff;
  }

  /** Returns the four characters that name a chunk. */
  String chunkType(int position) throws InvalidAttachmentException {
    require(position, 4);
    return new String(bytes, position, 4, StandardCharsets.ISO_8859_1);
  }

  int bigEndian16(int position) throws InvalidAttachmentException {
    require(position, 2);
    return byteAt(position) << 8 | byteAt(position + 1);
  }

  int littleEndian16(int position) throws InvalidAttachmentException {
    require(position, 2);
    return byteAt(position) | byteAt(position + 1) << 8;
  }

  int littleEndian24(int position) throws InvalidAttachmentException {
    return littleEndian16(position) | byteAt(position + 2) << 16;
  }

  long bigEndian32(int position) throws InvalidAttachmentException {
    return (long) bigEndian16(position) << 16 | bigEndian16(position + 2);
  }

  long littleEndian32(int position) throws InvalidAttachmentException {
    return littleEndian16(position) | (long) littleEndian16(position + 2) << 16;
  }

  /** Requires this many bytes from a position on. */
  void require(int position, long count) throws InvalidAttachmentException {
    if (position < 0 || count < 0 || position + count > bytes.length) {
      throw new InvalidAttachmentException("is cut off or damaged");
    }
  }
}
