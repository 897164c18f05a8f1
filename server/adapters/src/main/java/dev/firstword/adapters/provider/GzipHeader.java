package dev.firstword.adapters.provider;

/**
 * Reads the header of a gzip member byte by byte (RFC 1952, section 2.3). Its content is skipped.
 */
final class GzipHeader {

  /** The checksum and the size after the compressed data. */
  static final int TRAILER_BYTES = 8;

  private static final int FIXED_BYTES = 10;
  private static final int FLAGS_AT = 3;
  private static final int HAS_HEADER_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;

  private int read;
  private int flags;
  private int extraLengthBytes;
  private int extraLength;
  private int checksumBytes;

  /** The two first bytes have been read. */
  void skipMagic() {
    read = 2;
  }

  /** Reads a byte. Returns whether it was the last one. */
  boolean read(byte next) {
    if (read < FIXED_BYTES) {
      flags = read == FLAGS_AT ? next & 0xFF : flags;
      read++;
    } else if (has(HAS_EXTRA)) {
      readExtra(next);
    } else if (has(HAS_NAME)) {
      clearIf(next == 0, HAS_NAME);
    } else if (has(HAS_COMMENT)) {
      clearIf(next == 0, HAS_COMMENT);
    } else {
      checksumBytes++;
      clearIf(checksumBytes == 2, HAS_HEADER_CHECKSUM);
    }
    return read == FIXED_BYTES
        && !(has(HAS_EXTRA) || has(HAS_NAME) || has(HAS_COMMENT) || has(HAS_HEADER_CHECKSUM));
  }

  private void readExtra(byte next) {
    if (extraLengthBytes < 2) {
      extraLength |= (next & 0xFF) << (8 * extraLengthBytes);
      extraLengthBytes++;
    } else {
      extraLength--;
    }
    clearIf(extraLengthBytes == 2 && extraLength == 0, HAS_EXTRA);
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void clearIf(boolean isRead, int flag) {
    flags = isRead ? flags & ~flag : flags;
  }
}
