package dev.firstword.simulator.media;

/** Reads numbers and text from bytes. What lies behind the last byte reads as zero. */
@SuppressWarnings("ArrayRecordComponent") // raw bytes, and readers are never compared
record ByteReader(byte[] bytes) {

  int length() {
    return bytes.length;
  }

  int unsigned(int at) {
    return at >= 0 && at < bytes.length ? bytes[at] & 0xFF : 0;
  }

  int bigEndian16(int at) {
    return unsigned(at) << 8 | unsigned(at + 1);
  }

  int bigEndian32(int at) {
    return bigEndian16(at) << 16 | bigEndian16(at + 2);
  }

  int littleEndian16(int at) {
    return unsigned(at + 1) << 8 | unsigned(at);
  }

  int littleEndian24(int at) {
    return unsigned(at + 2) << 16 | littleEndian16(at);
  }

  /** Returns whether the bytes have a text of Latin-1 at the given offset. */
  boolean hasText(int at, String text) {
    if (at + text.length() > bytes.length) {
      return false;
    }
    for (int index = 0; index < text.length(); index++) {
      if (unsigned(at + index) != text.charAt(index)) {
        return false;
      }
    }
    return true;
  }
}
