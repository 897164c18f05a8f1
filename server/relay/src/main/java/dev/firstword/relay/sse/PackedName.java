package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The name of a field, packed into a long with a leading 1 that marks its length, so that a name
 * split over two chunks needs no buffer. No known name is longer than five bytes.
 */
final class PackedName {

  static final long NONE = 1;

  /** The least name of more than five bytes. */
  static final long TOO_LONG = 1L << 48;

  static final long DATA = pack("data");
  static final long EVENT = pack("event");
  static final long ID = pack("id");
  static final long RETRY = pack("retry");
  static final long ERROR = pack("error");

  private static final int TOO_LONG_BYTES = 6;

  private PackedName() {}

  private static long pack(String name) {
    long packed = NONE;
    for (byte next : name.getBytes(UTF_8)) {
      packed = packed << 8 | next;
    }
    return packed;
  }

  /** Returns the first six bytes of a name that is too long. */
  static byte[] unpackLong(long packed) {
    byte[] bytes = new byte[TOO_LONG_BYTES];
    for (int i = 0; i < TOO_LONG_BYTES; i++) {
      bytes[i] = (byte) (packed >>> (8 * (TOO_LONG_BYTES - 1 - i)));
    }
    return bytes;
  }
}
