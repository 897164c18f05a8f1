package dev.firstword.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a body of known length; a body that is cut throws an {@link EOFException}. */
final class FixedLengthInputStream extends InputStream {

  private final InputStream in;
  private long remaining;

  FixedLengthInputStream(InputStream in, long length) {
    this.in = in;
    this.remaining = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (remaining == 0) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, remaining));
    if (read < 0) {
      throw new EOFException("closed in the middle of a body");
    }
    remaining -= read;
    return read;
  }
}
