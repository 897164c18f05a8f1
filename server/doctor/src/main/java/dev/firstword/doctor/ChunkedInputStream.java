package dev.firstword.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes a chunked body (RFC 9112, section 7.1) as it arrives. A body that is cut before its last
 * chunk throws an {@link EOFException}, which distinguishes a cut from a regular end.
 */
final class ChunkedInputStream extends InputStream {

  private static final int MAX_LINE_BYTES = 1024;

  private final InputStream in;
  private long remaining;
  private boolean firstChunk = true;
  private boolean ended;

  ChunkedInputStream(InputStream in) {
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
    if (remaining == 0 && !ended) {
      beginChunk();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, remaining));
    if (read < 0) {
      throw new EOFException("closed in the middle of a chunk");
    }
    remaining -= read;
    return read;
  }

  private void beginChunk() throws IOException {
    if (!firstChunk) {
      readLine(); // The end of the previous chunk.
    }
    firstChunk = false;
    String size = readLine();
    int end = size.indexOf(';');
    try {
      remaining = Long.parseLong((end < 0 ? size : size.substring(0, end)).strip(), 16);
    } catch (NumberFormatException _) {
      throw new IOException("not the size of a chunk: " + size);
    }
    if (remaining < 0) {
      throw new IOException("not the size of a chunk: " + size);
    }
    if (remaining == 0) {
      while (!readLine().isEmpty()) {
        // Skip trailers.
      }
      ended = true;
    }
  }

  private String readLine() throws IOException {
    return RawHttpConnection.readLine(in, MAX_LINE_BYTES);
  }
}
