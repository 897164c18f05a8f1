package dev.firstword.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body in chunks (RFC 9112, section 7.1), handed on as it comes. A body that breaks off before
 * its last chunk ends in an {@link EOFException}: that is how a cut is told from an end.
 */
final class ChunkedInput extends InputStream {

  private static final int LONGEST_LINE = 1024;

  private final InputStream in;
  private long left;
  private boolean first = true;
  private boolean ended;

  ChunkedInput(InputStream in) {
    this.in = in;
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
    if (left == 0 && !ended) {
      beginChunk();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("closed in the middle of a chunk");
    }
    left -= read;
    return read;
  }

  private void beginChunk() throws IOException {
    if (!first) {
      line(); // What ends the chunk before.
    }
    first = false;
    String size = line();
    int end = size.indexOf(';');
    try {
      left = Long.parseLong((end < 0 ? size : size.substring(0, end)).strip(), 16);
    } catch (NumberFormatException _) {
      throw new IOException("not the size of a chunk: " + size);
    }
    if (left < 0) {
      throw new IOException("not the size of a chunk: " + size);
    }
    if (left == 0) {
      while (!line().isEmpty()) {
        // Trailers.
      }
      ended = true;
    }
  }

  private String line() throws IOException {
    return Wire.line(in, LONGEST_LINE);
  }
}
